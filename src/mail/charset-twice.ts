import { isUtf8 } from 'node:buffer';

/** The characters of windows-1252 where Latin-1 has controls; five of them are the same in both. */
const ofWestern = new TextDecoder('windows-1252').decode(
  Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index),
);
/** Their bytes. */
const western: ReadonlyMap<number, number> = new Map(
  [...ofWestern].map((character, index) => [character.charCodeAt(0), 0x80 + index]),
);
/** The first two bytes of a character in UTF-8, each taken for one of windows-1252. */
const pair = /[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;
/** The same within a word, where no language has them. */
const within = /[A-Za-z][\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

/**
 * Some program has taken UTF-8 for windows-1252 and encoded it once more: "fÃ¼r". Only where all that is no ASCII can be
 * read so: one letter that was not encoded twice, such as that of who asks about such signs, and the text stays as it is.
 * @param least so many characters there must be; of a single one, the name of a person, it must stand within a word
 */
export function decodeTwice(text: string, least: number): string {
  if (!(least > 1 ? pair : within).test(text)) return text;
  const bytes = Buffer.allocUnsafe(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const byte = code < 0x100 ? code : western.get(code);
    if (byte === undefined) return text;
    bytes[at] = byte;
  }
  if (!isUtf8(bytes)) return text;
  const decoded = bytes.toString('utf8');
  return countForeign(decoded) < least ? text : decoded;
}

/** What windows-1252 has in place of each control that Latin-1 has there, as a text in UTF-8 holds it. */
const controls = /[\x80-\x9f]/g;

/** Some program has taken windows-1252 for Latin-1: the euro sign, the dots and the quotes of a text became controls. */
export function mendControls(text: string): string {
  return text.replace(controls, (control) => ofWestern[control.charCodeAt(0) - 0x80] ?? control);
}

function countForeign(text: string): number {
  let count = 0;
  for (const character of text) if (character > '\x7f') count++;
  return count;
}
