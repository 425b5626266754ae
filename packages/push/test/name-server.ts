import { createSocket } from 'node:dgram';
import { isIPv4 } from 'node:net';

const HEADER_BYTES = 12;
const TYPE_A = 1;
const TYPE_AAAA = 28;
/** A response to a standard query, recursion available, no error (RFC 1035 section 4.1.1). */
const FLAGS = 0x8180;
/** Points at the question's name, which begins right after the header. */
const NAME_POINTER = 0xc000 | HEADER_BYTES;

export interface NameServer extends AsyncDisposable {
  /** `127.0.0.1:<port>`. */
  readonly address: string;
  /** Questions that were answered. */
  readonly asked: () => number;
}

/** A DNS server that answers every A and AAAA question with the addresses that `answer` gives; none means no data. */
export async function startNameServer(answer: (hostname: string) => readonly string[]): Promise<NameServer> {
  const socket = createSocket('udp4');
  let asked = 0;
  socket.on('message', (query, from) => {
    asked += 1;
    const question = readQuestion(query);
    const addresses = answer(question.hostname).filter(
      (address) => (isIPv4(address) ? TYPE_A : TYPE_AAAA) === question.type,
    );
    const header = Buffer.from(query.subarray(0, HEADER_BYTES));
    header.writeUInt16BE(FLAGS, 2);
    header.writeUInt16BE(addresses.length, 6);
    header.fill(0, 8);
    socket.send(Buffer.concat([header, question.bytes, ...addresses.map(toRecord)]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked: () => asked,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(query: Buffer) {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return {
    hostname: labels.join('.'),
    type: query.readUInt16BE(at + 1),
    bytes: query.subarray(HEADER_BYTES, at + 5),
  };
}

/** One answer with a life of 0 s. IPv6 addresses are written out in eight groups. */
function toRecord(address: string): Buffer {
  const data = isIPv4(address)
    ? Buffer.from(address.split('.').map(Number))
    : Buffer.from(
        address
          .split(':')
          .map((group) => group.padStart(4, '0'))
          .join(''),
        'hex',
      );
  const record = Buffer.alloc(12);
  record.writeUInt16BE(NAME_POINTER, 0);
  record.writeUInt16BE(isIPv4(address) ? TYPE_A : TYPE_AAAA, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([record, data]);
}
