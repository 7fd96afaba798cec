import iconv from 'iconv-lite';

// What the letters of a text say of its encoding, where no label can be believed.

/** The letters that make up two thirds of a text, or nearly. */
const alphabets: readonly (readonly [charset: string, letters: string])[] = [
  ['windows-1251', 'оеаинтсрвл'],
  ['koi8-r', 'оеаинтсрвл'],
  ['windows-1253', 'αοιετσνρυκάόίέή'],
  ['windows-1255', 'יוהלאתרמבשן'],
  ['windows-1256', 'اليمونرتبهع'],
  ['windows-874', 'านรกเงอมยลวทดคตห่้ิีั'],
];
const leastShare = 0.5;
/** So much better than the next one it has to be. */
const margin = 1.15;

/** @param sample words of which hardly a letter is ASCII. @returns undefined where no alphabet fits better than all others */
export function guessScript(sample: Buffer): string | undefined {
  const shares = alphabets
    .map(([charset, letters]) => ({ charset, share: shareOf(sample, charset, letters) }))
    .toSorted((a, b) => b.share - a.share);
  const [best, next] = shares;
  if (best === undefined || next === undefined || best.share < leastShare) return undefined;
  return best.share > next.share * margin ? best.charset : undefined;
}

/** @returns how many of the characters above ASCII are of those letters, 0 to 1 */
function shareOf(sample: Buffer, charset: string, letters: string): number {
  const text = iconv.decode(sample, charset).toLowerCase();
  let [count, found] = [0, 0];
  for (const character of text) {
    if (character <= '\x7f') continue;
    // Not one of this charset.
    if (character === '\ufffd') return 0;
    count++;
    if (letters.includes(character)) found++;
  }
  return count === 0 ? 0 : found / count;
}

/** Bytes of letters that a charset has beside those of windows-1252, what else its languages write, and what they never do. */
const neighbours: readonly (readonly [charset: string, own: RegExp, beside: RegExp, never: RegExp])[] = [
  // Turkish: ğ ı ş; Icelandic has ð ý þ there.
  ['windows-1254', /[a-z][\xf0\xfd\xfe]|[\xf0\xfd\xfe][a-z]/i, /[\xe7\xfc\xf6]/, /[\xe1\xe6\xed\xf3\xfa]/],
  // Polish: ą ł ż within a word, where others have ¹ ³ ¿.
  ['windows-1250', /[a-z][\xb9\xb3\xbf][a-z]/i, /[\xea\xe6\xf3\xf1\x9c\xb9]/, /[\xe4\xe5\xf8\xe0\xe8]/],
  // Czech and Slovak: ř ě č, where no language has all of ø ì è.
  ['windows-1250', /\xf8[a-z]|[a-z]\xf8/i, /[\xec\xe8]/, /[\xe5\xe6\xe0\xf2]/],
];

/** @returns which relative of windows-1252 a text is in, as far as its letters tell; undefined where they do not */
export function guessNeighbour(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1', 0, 20_000);
  return neighbours.find(
    ([, own, beside, never]) => own.test(text) && beside.test(text) && !never.test(text),
  )?.[0];
}
