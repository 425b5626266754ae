import { router } from '../../base.ts';
import { deliveries } from './deliveries.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { send } from './send.ts';

export const notificationsRouter = router({ send, list, get, deliveries });
