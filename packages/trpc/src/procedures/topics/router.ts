import { router } from '../../base.ts';
import { addMembers } from './add-members.ts';
import { create } from './create.ts';
import { deleteTopic } from './delete.ts';
import { list } from './list.ts';
import { members } from './members.ts';
import { removeMembers } from './remove-members.ts';

export const topicsRouter = router({ list, create, delete: deleteTopic, members, addMembers, removeMembers });
