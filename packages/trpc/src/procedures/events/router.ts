import { router } from '../../base.ts';
import { publish } from './publish.ts';

export const eventsRouter = router({ publish });
