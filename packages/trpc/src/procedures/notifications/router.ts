import { router } from '../../base.ts';
import { cancel } from './cancel.ts';
import { deliveries } from './deliveries.ts';
import { estimate } from './estimate.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { send } from './send.ts';

export const notificationsRouter = router({ send, estimate, list, get, deliveries, cancel });
