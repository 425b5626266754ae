import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import { type Message, messageSchema } from '@carillon/contracts/notifications';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDevice, anyMessage } from '../../../test/any-message.ts';
import type { PayloadDraft } from '../provider.ts';
import { createApnsMessageWriter } from './message-writer.ts';
import { apnsMessage } from './payload.ts';

const SETTINGS = { topic: 'com.example.app', dashboardUrl: 'https://push.example.com' };

describe('createApnsMessageWriter', () => {
  it('DIS-10: writes for every device what its message is by itself, whoever was written to before', () => {
    fc.assert(
      fc.property(anyMessage, fc.array(anyDevice, { maxLength: 5 }), (generated, devices) => {
        const parsed = messageSchema.safeParse(generated);
        fc.pre(parsed.success);
        const write = createApnsMessageWriter(SETTINGS);
        for (const { nowMs, ...device } of devices) {
          const draft: PayloadDraft = { message: parsed.data, ...device };
          const written = write(draft, new Date(nowMs));
          const built = apnsMessage(draft, SETTINGS, new Date(nowMs));
          expect(written.headers).toEqual(built.headers);
          expect(written.body.toString('utf8')).toBe(built.body.toString('utf8'));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('DIS-10: two notifications of the same message have the ids of each', () => {
    const write = createApnsMessageWriter(SETTINGS);
    const message: Message = { title: 'Dinner' };
    const ids = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
    for (const id of ids) {
      const draft: PayloadDraft = {
        notificationId: notificationIdSchema.parse(id),
        deviceId: deviceIdSchema.parse(ids[0]),
        message,
        priority: 'normal',
        ttlSeconds: 60,
        collapseKey: null,
        receipt: 'r',
      };
      const { headers, body } = write(draft, new Date(0));
      expect(headers['apns-collapse-id']).toBe(id);
      expect(JSON.parse(body.toString('utf8'))).toMatchObject({ notification_id: id, receipt: 'r' });
    }
  });
});
