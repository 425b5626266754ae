import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import fc from 'fast-check';

const text = (maxLength: number) => fc.string({ minLength: 1, maxLength, unit: 'grapheme' });

/** Data whose members have the names of ours, in any order, among others. */
const data = fc.dictionary(
  fc.oneof(
    fc.constantFrom('receipt', 'url', 'notification_id', 'aps', 'token', '7'),
    fc.string({ maxLength: 5 }),
  ),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 5 },
);

/** What a caller may ask for, as far as payloads differ by it; not all of it is valid. */
export const anyMessage = fc.record(
  {
    title: text(60),
    body: fc.oneof(text(100), text(4000)),
    url: fc.constantFrom('/', '/a?b#c', 'https://'),
    image: fc.constantFrom('/image.png', 'https://img.example.com/1.png'),
    tag: text(70),
    badge: fc.nat({ max: 99 }),
    silent: fc.boolean(),
    critical: fc.boolean(),
    data,
  },
  { requiredKeys: ['title'] },
);

const uuid = fc.uuid({ version: 7 });

/** What differs from device to device and from notification to notification, and when it is sent. */
export const anyDevice = fc.record({
  notificationId: fc
    .constantFrom('01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058')
    .map((id) => notificationIdSchema.parse(id)),
  deviceId: uuid.map((id) => deviceIdSchema.parse(id)),
  priority: fc.constantFrom('normal', 'high'),
  ttlSeconds: fc.double({ min: 0, max: 2_419_200, noNaN: true }),
  collapseKey: fc.option(text(20)),
  receipt: fc.option(fc.oneof(fc.base64String({ minLength: 1 }), text(80))),
  nowMs: fc.nat({ max: 2_000_000_000_000 }),
});
