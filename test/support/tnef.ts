/** A property for `writeTnef`: a MAPI property tag (type in its low half) and the bytes of its one value. */
export interface TnefProperty {
  readonly tag: number;
  readonly value: Buffer;
}

export interface TnefDraft {
  readonly properties?: readonly TnefProperty[];
  readonly files?: readonly {
    readonly title: string;
    readonly data: Buffer;
    readonly properties?: readonly TnefProperty[];
  }[];
}

/** Writes winmail.dat as Outlook does (MS-OXTNEF 2.1). */
export function writeTnef({ properties = [], files = [] }: TnefDraft): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(0x223e9f78, 0);
  head.writeUInt16LE(1, 4);
  return Buffer.concat([
    head,
    attribute(1, 0x00069007, Buffer.concat([number(1252), number(0)])),
    ...(properties.length === 0 ? [] : [attribute(1, 0x00069003, writeProperties(properties))]),
    ...files.flatMap(({ title, data, properties: own = [] }) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, Buffer.from(`${title}\0`, 'latin1')),
      attribute(2, 0x0006800f, data),
      ...(own.length === 0 ? [] : [attribute(2, 0x00069005, writeProperties(own))]),
    ]),
  ]);
}

export const unicode = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');

function attribute(level: number, id: number, data: Buffer): Buffer {
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
  return Buffer.concat([Buffer.from([level]), number(id), number(data.length), data, checksum]);
}

function writeProperties(properties: readonly TnefProperty[]): Buffer {
  return Buffer.concat([
    number(properties.length),
    ...properties.flatMap(({ tag, value }) => {
      const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
      const isVariable = [0x1e, 0x1f, 0x0d, 0x102].includes(tag & 0xffff);
      const name = tag >>> 16 >= 0x8000 ? [Buffer.alloc(16), number(0), number(0x8001)] : [];
      return [number(tag), ...name, ...(isVariable ? [number(1), number(value.length)] : []), value, padding];
    }),
  ]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
