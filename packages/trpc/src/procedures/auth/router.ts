import { router } from '../../base.ts';
import { changePassword } from './change-password.ts';
import { listSessions } from './list-sessions.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { me } from './me.ts';
import { refresh } from './refresh.ts';
import { register } from './register.ts';
import { revokeOtherSessions } from './revoke-other-sessions.ts';
import { revokeSession } from './revoke-session.ts';

export const authRouter = router({
  register,
  login,
  refresh,
  logout,
  me,
  changePassword,
  listSessions,
  revokeSession,
  revokeOtherSessions,
});
