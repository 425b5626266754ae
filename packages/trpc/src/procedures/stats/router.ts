import { router } from '../../base.ts';
import { outcomes } from './outcomes.ts';

export const statsRouter = router({ outcomes });
