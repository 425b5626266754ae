import { router } from '../../base.ts';
import { list } from './list.ts';
import { setExternalId } from './set-external-id.ts';

export const usersRouter = router({ list, setExternalId });
