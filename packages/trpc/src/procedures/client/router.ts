import { router } from '../../base.ts';
import { ack } from './ack.ts';
import { poll } from './poll.ts';

export const clientRouter = router({ poll, ack });
