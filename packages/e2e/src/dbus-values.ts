/** Values as D-Bus puts them into bytes (the specification's "Type System" and "Marshaling"), little-endian. */

/** A structure, a dictionary's entry and an array are arrays; a variant is read as its value, written as [type, value]. */
export type DbusValue = boolean | number | bigint | string | DbusValue[];

/** The next offset that is a multiple of the boundary. */
export function align(offset: number, boundary: number): number {
  return Math.ceil(offset / boundary) * boundary;
}

function alignmentOf(type: string): number {
  if ('yvg'.includes(type)) return 1;
  if ('nq'.includes(type)) return 2;
  return 'xtd({'.includes(type) ? 8 : 4;
}

/** Splits a signature into its complete types: `sa{sv}` is `s` and `a{sv}`. */
function splitTypes(signature: string): string[] {
  const types: string[] = [];
  let start = 0;
  while (start < signature.length) {
    let end = start;
    while (signature[end] === 'a') end += 1;
    let depth = 0;
    do {
      if ('({'.includes(signature[end] ?? '')) depth += 1;
      if (')}'.includes(signature[end] ?? '')) depth -= 1;
      end += 1;
    } while (depth > 0 && end < signature.length);
    types.push(signature.slice(start, end));
    start = end;
  }
  return types;
}

/** Reads values of given types out of bytes. */
export class DbusReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  readAll(signature: string): DbusValue[] {
    return splitTypes(signature).map((type) => this.#read(type));
  }

  /** A structure, a dictionary's entry and an array are arrays; a variant is its value. */
  #read(type: string): DbusValue {
    const kind = type[0] ?? '';
    this.#at = align(this.#at, alignmentOf(kind));
    switch (kind) {
      case 'y':
        return this.#bytes.readUInt8(this.#skip(1));
      case 'b':
        return this.#bytes.readUInt32LE(this.#skip(4)) === 1;
      case 'n':
        return this.#bytes.readInt16LE(this.#skip(2));
      case 'q':
        return this.#bytes.readUInt16LE(this.#skip(2));
      case 'i':
        return this.#bytes.readInt32LE(this.#skip(4));
      case 'u':
      case 'h':
        return this.#bytes.readUInt32LE(this.#skip(4));
      case 'x':
        return this.#bytes.readBigInt64LE(this.#skip(8));
      case 't':
        return this.#bytes.readBigUInt64LE(this.#skip(8));
      case 'd':
        return this.#bytes.readDoubleLE(this.#skip(8));
      case 's':
      case 'o':
        return this.#text(this.#bytes.readUInt32LE(this.#skip(4)));
      case 'g':
        return this.#text(this.#bytes.readUInt8(this.#skip(1)));
      case 'v':
        return this.#read(String(this.#read('g')));
      case 'a':
        return this.#array(type.slice(1));
      case '(':
      case '{':
        return this.readAll(type.slice(1, -1));
      default:
        throw new RangeError(`Unknown D-Bus type ${type}`);
    }
  }

  #array(element: string): DbusValue[] {
    const bytes = this.#bytes.readUInt32LE(this.#skip(4));
    this.#at = align(this.#at, alignmentOf(element[0] ?? ''));
    const end = this.#at + bytes;
    const values: DbusValue[] = [];
    while (this.#at < end) values.push(this.#read(element));
    return values;
  }

  #text(bytes: number): string {
    const at = this.#skip(bytes + 1);
    return this.#bytes.toString('utf8', at, at + bytes);
  }

  #skip(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}

/** Writes the types that answers and signals of a notification service have: y b u s o g, arrays, structures, variants. */
export class DbusWriter {
  #chunks: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  writeAll(signature: string, values: readonly DbusValue[]): void {
    splitTypes(signature).forEach((type, index) => {
      this.#write(type, values[index] ?? '');
    });
  }

  pad(boundary: number): void {
    this.#push(Buffer.alloc(align(this.#length, boundary) - this.#length));
  }

  #write(type: string, value: DbusValue): void {
    const kind = type[0] ?? '';
    this.pad(alignmentOf(kind));
    if (kind === 'y') this.#push(Buffer.of(Number(value)));
    else if (kind === 'b' || kind === 'u') this.#uint32(Number(value));
    else if (kind === 's' || kind === 'o') this.#text(String(value));
    else if (kind === 'g')
      this.#push(Buffer.concat([Buffer.of(String(value).length), Buffer.from(`${value}\0`)]));
    else if (kind === 'v') this.#variant(value as [string, DbusValue]);
    else if (kind === 'a') this.#array(type.slice(1), value as DbusValue[]);
    else if (kind === '(') this.writeAll(type.slice(1, -1), value as DbusValue[]);
    else throw new RangeError(`D-Bus type ${type} is not written`);
  }

  #text(value: string): void {
    this.#uint32(Buffer.byteLength(value));
    this.#push(Buffer.from(`${value}\0`));
  }

  #variant([signature, value]: [string, DbusValue]): void {
    this.#write('g', signature);
    this.#write(signature, value);
  }

  #array(element: string, values: readonly DbusValue[]): void {
    const size = Buffer.alloc(4);
    this.#push(size);
    this.pad(alignmentOf(element[0] ?? ''));
    const start = this.#length;
    for (const value of values) this.#write(element, value);
    size.writeUInt32LE(this.#length - start);
  }

  #uint32(value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    this.#push(bytes);
  }

  #push(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }
}
