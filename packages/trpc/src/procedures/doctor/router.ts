import { router } from '../../base.ts';
import { run } from './run.ts';

export const doctorRouter = router({ run });
