import { deviceIdSchema } from '@carillon/contracts/ids';
import type { SendRequest } from '../src/providers/provider.ts';
import { aSendRequest } from './send-request.ts';

/** A push subscription's keys as a browser made them: RFC 8291 appendix A. */
export const EXAMPLE_KEYS = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};

/** A web push request for tests, in which every member can be replaced. */
export function aRequest(changes: Partial<SendRequest<'webpush'>>): SendRequest<'webpush'> {
  const endpoint = 'https://fcm.googleapis.com/fcm/send/capability';
  return aSendRequest<'webpush'>(
    { provider: 'webpush', endpoint, ...EXAMPLE_KEYS },
    { deviceId: deviceIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8058'), ...changes },
  );
}
