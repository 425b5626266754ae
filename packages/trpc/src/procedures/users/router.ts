import { router } from '../../base.ts';
import { deleteUser } from './delete.ts';
import { get } from './get.ts';
import { holdings } from './holdings.ts';
import { list } from './list.ts';
import { setExternalId } from './set-external-id.ts';
import { update } from './update.ts';

export const usersRouter = router({ list, get, update, holdings, delete: deleteUser, setExternalId });
