import { router } from '../../base.ts';
import { encryption } from './encryption.ts';
import { get } from './get.ts';
import { rotateEncryption } from './rotate-encryption.ts';
import { update } from './update.ts';

export const settingsRouter = router({ get, update, encryption, rotateEncryption });
