import { router } from '../../base.ts';
import { confirm } from './confirm.ts';
import { create } from './create.ts';
import { exchange } from './exchange.ts';
import { find } from './find.ts';
import { reject } from './reject.ts';
import { status } from './status.ts';

export const pairingsRouter = router({ create, status, exchange, find, confirm, reject });
