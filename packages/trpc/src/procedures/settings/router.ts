import { router } from '../../base.ts';
import { encryption } from './encryption.ts';
import { rotateEncryption } from './rotate-encryption.ts';

export const settingsRouter = router({ encryption, rotateEncryption });
