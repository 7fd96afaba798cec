import iconv from 'iconv-lite';
import { guessScript } from './charset-letters.ts';

// What the bytes themselves say of their encoding, where no label can be believed.

/** @returns the encoding of UTF-16 or UTF-32 text by its mark or its zero bytes; undefined for everything else */
export function findWideCharset(
  bytes: Buffer,
): 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe)
    return bytes[2] === 0 && bytes[3] === 0 && bytes.length > 4 ? 'utf-32le' : 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second === 0 && bytes[2] === 0xfe && bytes[3] === 0xff) return 'utf-32be';
  if (!bytes.includes(0) || bytes.length < 8) return undefined;
  const sample = bytes.subarray(0, 2_000);
  const zeros = [0, 0, 0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 4] = (zeros[at % 4] ?? 0) + 1;
  const [one = 0, two = 0, three = 0, four = 0] = zeros.map((count) => (count * 4) / sample.length);
  // A run of zeros is no text in any encoding.
  if (Math.max(one, three) < 0.05 && Math.min(two, four) > 0.3) return 'utf-16le';
  if (Math.max(two, four) < 0.05 && Math.min(one, three) > 0.3) return 'utf-16be';
  if (one < 0.05 && two > 0.8 && three > 0.9 && four > 0.9) return 'utf-32le';
  return undefined;
}

/** What of a text is looked at. */
const sampleBytes = 20_000;

/**
 * Tells East Asian text and that of other alphabets from Western by how its bytes stand together: Western letters above 127 stand alone
 * between others, these come in pairs and words. @param leastBytes above 127 that there must be. @returns undefined where that proves nothing
 */
export function guessCharset(bytes: Buffer, leastBytes = 4): string | undefined {
  const sample = cutSample(bytes);
  const runs = measureRuns(sample);
  if (runs.bytes < leastBytes) return undefined;
  if (runs.alone <= runs.bytes * 0.1) {
    const isWords = runs.bytes >= 6 && runs.bytes / runs.count >= 3;
    return guessEastAsian(sample, paired) ?? (isWords ? guessScript(sample) : undefined);
  }
  // Big5 and Shift_JIS have ASCII for second bytes; no Western text has so many above 127.
  return runs.bytes > sample.length * 0.2 ? guessEastAsian(sample, mixed) : undefined;
}

// Not within a character, as far as an ASCII byte can be found to end it at.
function cutSample(bytes: Buffer): Buffer {
  if (bytes.length <= sampleBytes) return bytes;
  let end = sampleBytes;
  while (end > sampleBytes - 200 && (bytes[end] ?? 0) >= 0x20) end--;
  return bytes.subarray(0, end);
}

interface Runs {
  /** Above 127. */
  readonly bytes: number;
  /** Of these, the ones that have no other beside them. */
  readonly alone: number;
  readonly count: number;
}

function measureRuns(bytes: Buffer): Runs {
  let [total, alone, count, length] = [0, 0, 0, 0];
  const end = bytes.length;
  for (let at = 0; at < end; at++) {
    if ((bytes[at] ?? 0) > 0x7f) {
      length++;
      total++;
      if (length === 1) count++;
    } else {
      if (length === 1) alone++;
      length = 0;
    }
  }
  return { bytes: total, alone: length === 1 ? alone + 1 : alone, count };
}

const kana = /[\u3041-\u30fe]/g;
const hangul = /[\uac00-\ud7a3]/g;
/** The most frequent characters of Chinese, simplified and traditional. */
const common =
  /[的好一是不了在人有我他这個个們们中来上大为和国國地到以说時时要就出会可也你对生能而子那得于着下自之年过發发後后作里用道行所然家种種事成方多经經么去法学學如都同现現当沒没动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从想实實日军者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并並物手应應战向头文体體政美相见見被利什二等产產请請您谢謝是單单件邮郵貨货訂订號号]/g;

const mixed = ['shift_jis', 'big5', 'gb18030'] as const;
const paired = [...mixed, 'euc-jp', 'euc-kr'] as const;

function guessEastAsian(sample: Buffer, charsets: readonly string[]): string | undefined {
  const scores = charsets.map((charset) => {
    const text = decodeSoundly(sample, charset);
    return { charset, score: text === undefined ? 0 : score(text, charset) };
  });
  const [best, next] = scores.toSorted((a, b) => b.score - a.score);
  if (best === undefined || next === undefined || best.score < leastScore.inAll) return undefined;
  return best.score > next.score * 1.3 ? best.charset : undefined;
}

/** How much of a Korean text is Hangul, and how much of it at least where not all can be read. */
const leastHangul = { inAll: 0.8, inPart: 0.3 };
/** The same of what a text has to be made of. */
const leastScore = { inAll: 0.15, inPart: 0.1 };

/** @returns how much of what is no ASCII is what texts in that encoding are made of, 0 to 1 */
function score(text: string, charset: string, hangulLimit = leastHangul.inAll): number {
  const foreign = [...text].filter((char) => char > '\x7f').length;
  if (foreign === 0) return 0;
  const count = (pattern: RegExp) => (text.match(pattern)?.length ?? 0) / foreign;
  if (charset === 'euc-kr')
    return count(hangul) >= hangulLimit && /[ \n]/.test(text) ? count(hangul) * 0.6 : 0;
  // Half-width kana are what anything looks like when it is read as Shift_JIS.
  if (charset === 'shift_jis' || charset === 'euc-jp') return count(kana) > 0.2 ? count(kana) : 0;
  return count(common);
}

/**
 * By these names the Encoding Standard means Windows' code page 949 and Big5 with the characters of Hong Kong; the decoder
 * of this machine knows 8,000 Hangul syllables and 5,000 characters less.
 * @returns undefined where it knows all
 */
export function widerCharset(encoding: string): string | undefined {
  if (encoding === 'euc-kr') return 'cp949';
  return encoding === 'big5' ? 'big5-hkscs' : undefined;
}

/** The tables of the wider ones are made at their first use, which takes as long as some twenty messages: seldom in vain. */
function isLikely(bytes: Buffer, charset: string): boolean {
  return score(new TextDecoder(charset).decode(bytes), charset, leastHangul.inPart) > leastScore.inPart;
}

function decodeSoundly(bytes: Buffer, charset: string): string | undefined {
  const wider = widerCharset(charset);
  if (wider !== undefined) {
    if (!isLikely(bytes, charset)) return undefined;
    const text = iconv.decode(bytes, wider);
    return text.includes('\ufffd') ? undefined : text;
  }
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    // Not that one.
    return undefined;
  }
}
