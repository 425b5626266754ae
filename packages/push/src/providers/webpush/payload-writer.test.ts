import { messageSchema } from '@carillon/contracts/notifications';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRequest } from '../../../test/web-push-request.ts';
import { serializePayload, webPushPayload } from './payload.ts';
import { createPayloadWriter } from './payload-writer.ts';

const SETTINGS = { dashboardUrl: 'https://push.example.com', iconUrl: '/icon.png', badgeUrl: null };

const text = (maxLength: number) => fc.string({ minLength: 1, maxLength, unit: 'grapheme' });
/** Data whose members have the names of ours, in any order, among others. */
const data = fc.dictionary(
  fc.oneof(fc.constantFrom('receipt', 'url', 'notification_id', '7'), fc.string({ maxLength: 5 })),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 5 },
);
const message = fc.record(
  { title: text(60), body: fc.oneof(text(100), text(4000)), url: fc.constantFrom('/', '/a?b#c'), data },
  { requiredKeys: ['title'] },
);
const collapseKey = fc.option(text(20));
const receipt = fc.option(fc.oneof(fc.base64String(), text(30), fc.constant('receipt')));

describe('createPayloadWriter', () => {
  it('WEB-8: writes for every device what its payload is by itself, whoever was written to before', () => {
    fc.assert(
      fc.property(
        message,
        fc.array(fc.record({ collapseKey, receipt }), { maxLength: 4 }),
        (generated, devices) => {
          const parsed = messageSchema.safeParse(generated);
          fc.pre(parsed.success);
          const write = createPayloadWriter(SETTINGS);
          for (const device of devices) {
            const request = aRequest({ message: parsed.data, ...device });
            expect(write(request).toString('utf8')).toBe(
              serializePayload(webPushPayload(request, SETTINGS)).toString('utf8'),
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('WEB-8: the same message in two notifications carries the id of each', () => {
    const write = createPayloadWriter(SETTINGS);
    const shared = { title: 'Dinner' };
    const ids = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
    for (const id of ids) {
      const request = { ...aRequest({ message: shared, receipt: 'r' }), notificationId: id as never };
      expect(JSON.parse(write(request).toString('utf8'))).toMatchObject({
        tag: id,
        data: { notification_id: id },
      });
    }
  });
});
