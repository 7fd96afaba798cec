/** One property of a TNEF message or attachment (MS-OXTNEF 2.1.3.4); of several values the first. */
export interface MapiProperty {
  readonly id: number;
  readonly bytes: Buffer;
  readonly isUnicode: boolean;
}

const mostProperties = 2_000;
const type = { string8: 0x1e, unicode: 0x1f, object: 0x0d, binary: 0x102 } as const;
const fixedLengths: Readonly<Record<number, number>> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
};

/** Stops at the first byte that makes no sense, with what it has. */
export function readProperties(data: Buffer): MapiProperty[] {
  const reader = createReader(data);
  const properties: MapiProperty[] = [];
  const count = Math.min(reader.number() ?? 0, mostProperties);
  for (let index = 0; index < count; index++) {
    const property = readProperty(reader);
    if (property === undefined) break;
    properties.push(property);
  }
  return properties;
}

function readProperty(reader: Reader): MapiProperty | undefined {
  const tag = reader.number();
  if (tag === undefined) return undefined;
  const id = tag >>> 16;
  if (id >= 0x8000 && !skipName(reader)) return undefined;
  const kind = tag & 0x0fff;
  const isMany = (tag & 0x1000) !== 0;
  const fixed = fixedLengths[kind];
  const isVariable =
    kind === type.string8 || kind === type.unicode || kind === type.object || kind === type.binary;
  if (fixed === undefined && !isVariable) return undefined;
  const values = isMany || isVariable ? reader.number() : 1;
  if (values === undefined || values > mostProperties) return undefined;
  let first: Buffer | undefined;
  for (let index = 0; index < values; index++) {
    const value = reader.padded(isVariable ? reader.number() : fixed);
    if (value === undefined) return undefined;
    first ??= value;
  }
  // An embedded object begins with the GUID of its interface.
  const bytes = kind === type.object ? first?.subarray(16) : first;
  return { id, bytes: bytes ?? Buffer.alloc(0), isUnicode: kind === type.unicode };
}

/** A named property carries a GUID, and a number or a name. */
function skipName(reader: Reader): boolean {
  if (reader.padded(16) === undefined) return false;
  const kind = reader.number();
  if (kind === 0) return reader.number() !== undefined;
  return reader.padded(reader.number()) !== undefined;
}

interface Reader {
  number(): number | undefined;
  /** So many bytes; the next value begins at a multiple of four. */
  padded(length: number | undefined): Buffer | undefined;
}

function createReader(data: Buffer): Reader {
  let at = 0;
  const padded = (length: number | undefined) => {
    if (length === undefined || at + length > data.length) return undefined;
    const value = data.subarray(at, at + length);
    at += Math.ceil(length / 4) * 4;
    return value;
  };
  return { padded, number: () => padded(4)?.readUInt32LE(0) };
}
