import { router } from '../../base.ts';
import { list } from './list.ts';

export const auditRouter = router({ list });
