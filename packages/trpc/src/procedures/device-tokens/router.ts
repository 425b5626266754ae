import { router } from '../../base.ts';
import { register } from './register.ts';
import { revoke } from './revoke.ts';

export const deviceTokensRouter = router({ register, revoke });
