// MS-OXRTFCP: the rich text of Outlook's messages, compressed or plain behind a header of 16 bytes.

const compressed = 0x75465a4c;
const plain = 0x414c454d;
const dictionarySize = 4_096;
/** What is in the dictionary from the start (MS-OXRTFCP 2.1.2.1). */
const initial = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);

/** @returns the RTF as a string of bytes, as far as it goes; undefined when it is none, or longer than `mostBytes` */
export function decompressRtf(bytes: Buffer, mostBytes: number): string | undefined {
  if (bytes.length < 16) return undefined;
  const size = bytes.readUInt32LE(4);
  const kind = bytes.readUInt32LE(8);
  if (size > mostBytes) return undefined;
  if (kind === plain) return bytes.subarray(16, 16 + size).toString('latin1');
  return kind === compressed ? expand(bytes.subarray(16), size).toString('latin1') : undefined;
}

function expand(bytes: Buffer, size: number): Buffer {
  const dictionary = Buffer.alloc(dictionarySize, ' ');
  initial.copy(dictionary);
  // Eight references of two bytes, and one that says so, stand for 136: what is told beyond that is not there.
  const out = Buffer.alloc(Math.min(size, bytes.length * 8));
  let [written, place] = [0, initial.length];
  const put = (byte: number) => {
    if (written < out.length) out[written++] = byte;
    dictionary[place] = byte;
    place = (place + 1) % dictionarySize;
  };
  for (let at = 0; at < bytes.length && written < out.length; ) {
    const control = bytes[at++] as number;
    for (let bit = 0; bit < 8 && at < bytes.length && written < out.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(bytes[at++] as number);
        continue;
      }
      const token = ((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = token >> 4;
      if (from === place) return out.subarray(0, written);
      const length = (token & 0x0f) + 2;
      for (let index = 0; index < length; index++) put(dictionary[(from + index) % dictionarySize] as number);
    }
  }
  return out.subarray(0, written);
}
