/** A part of a file: from its first byte to the one behind its last. */
interface ByteRange {
  readonly from: number;
  readonly until: number;
}

const oneRange = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * What a `Range` field asks for (RFC 9110 section 14.2). One range is given; several, and what is none, get the whole file.
 * @param given undefined where there is none @param size of the file
 * @returns undefined for the whole file; `none` where nothing of it is in that range
 */
export function readByteRange(given: string | undefined, size: number): ByteRange | 'none' | undefined {
  const [, first = '', last = ''] = oneRange.exec(given?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'none' : { from: size - length, until: size };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return undefined;
  if (from >= size) return 'none';
  return { from, until: last === '' ? size : Math.min(Number(last) + 1, size) };
}
