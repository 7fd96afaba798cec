import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { wordTable } from '../domain/word-table.ts';
import { decodeEscaped, decodeUtf7 } from './charset-escapes.ts';
import { findWideCharset, guessCharset, widerCharset } from './charset-evidence.ts';
import { guessNeighbour } from './charset-letters.ts';
import { decodeByLines } from './charset-lines.ts';
import { decodeTwice, mendControls } from './charset-twice.ts';

/** Labels that say nothing about bytes above 127. */
const vague = new Set(['', 'usascii', 'ascii', 'ansix341968', 'utf8', 'utf8mb4', '7bit', '8bit', 'binary']);
/** Labels seen in mail that neither decoder knows by that name. */
const aliases = wordTable({
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  cp936: 'gbk',
  ms936: 'gbk',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  ksc56011987: 'euc-kr',
  cp950: 'big5',
  chinesebig5: 'big5',
  gb2312charset: 'gbk',
  cp1250: 'windows-1250',
  // What Windows, and older programs after it, call the one charset of the machine.
  ansi: 'windows-1252',
  latin9: 'iso-8859-15',
  iso88591windows31latin1: 'windows-1252',
  unicode: 'utf-16le',
  // Windows' numbers of character sets, which some programs write in place of a name.
  '128': 'shift_jis',
  '129': 'euc-kr',
  '134': 'gbk',
  '136': 'big5',
});
/** So many characters of a text must have been encoded twice: it may speak of one or two. */
const leastTwice = 3;
/** So many bytes above 127 must say the same before a label is not believed. */
const leastProof = 20;
const utf7 = new Set(['utf7', 'unicode11utf7', 'csunicode11utf7', 'xunicode20utf7', 'unicode20utf7']);
const decoders = new Map<string, (bytes: Uint8Array) => string>();

/**
 * Decodes bytes. What they say themselves counts before any label: byte order marks, the escapes of ISO-2022 and HZ,
 * valid UTF-8. Then the label; where that is missing, unknown or plainly wrong, `hints` (charsets that the same message
 * names elsewhere), the look of the bytes, and windows-1252 last.
 */
export function decodeBytes(bytes: Uint8Array, label = '', ...hints: (string | undefined)[]): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const key = charsetKey(label);
  const wide = findWideCharset(buffer);
  if (wide !== undefined) return decodeWide(buffer, wide);
  if (isAscii(buffer)) return decodeAscii(buffer, key);
  if (isUtf8(buffer) && !isChance(buffer, key, label))
    return mendControls(decodeTwice(decodeUtf8(buffer), leastTwice));
  const known = hints.filter((hint) => hint !== undefined);
  const decode = vague.has(key) ? undefined : findDecoder(key, label);
  const escaped = decode === undefined || isStateful(key) ? decodeEscaped(buffer) : undefined;
  if (escaped !== undefined) return escaped;
  if (decode === undefined) {
    return decodeByLines(buffer, (lines) => decodeVague(lines, known)) ?? decodeVague(buffer, known);
  }
  const proof = isWestern(key) || isEastAsian(key) ? guessCharset(buffer, leastProof) : undefined;
  if (proof !== undefined) return findDecoder(charsetKey(proof), proof)?.(buffer) ?? decode(buffer);
  const text = decode(buffer);
  return text.includes('\ufffd') ? (repair(buffer, text, known) ?? text) : text;
}

/** Seven-bit bytes: plain, or of an encoding with escapes of its own. */
function decodeAscii(buffer: Buffer, key: string): string {
  if (utf7.has(key)) return decodeUtf7(buffer.toString('latin1'));
  return decodeEscaped(buffer) ?? buffer.toString('latin1');
}

/** East Asian text of a few characters may be valid UTF-8 by chance; letters beside ASCII letters are none. */
function isChance(buffer: Buffer, key: string, label: string): boolean {
  if (!isEastAsian(key) || findDecoder(key, label) === undefined) return false;
  const text = buffer.toString('utf8');
  const foreign = text.match(/[^\0-\x7f]/g) ?? [];
  return (
    foreign.length < 4 && !/[\u0800-\uffff]/.test(text) && !/[a-z][^\0-\x7f]|[^\0-\x7f][a-z]/i.test(text)
  );
}

/** Programs label anything as Latin-1. */
function isWestern(key: string): boolean {
  return key === 'iso88591' || key === 'windows1252' || key === 'latin1' || key === 'cp1252';
}

function isEastAsian(key: string): boolean {
  return /^(?:gb|big5|euc|shift|sjis|cp9[345]|ms9[345]|ks|windows9|windows31|xsjis|xgbk|iso2022)/.test(key);
}

/** The label fits badly: what fits without a fault is nearer to the truth. */
function repair(buffer: Buffer, text: string, hints: readonly string[]): string | undefined {
  const faults = countFaults(text);
  const guess = guessCharset(buffer);
  for (const candidate of [...hints, ...(guess === undefined ? [] : [guess]), 'utf-8']) {
    const other = findDecoder(charsetKey(candidate), candidate)?.(buffer);
    if (other !== undefined && countFaults(other) * 10 < faults) return other;
  }
  return undefined;
}

function countFaults(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++;
  return count;
}

/** Those that are known by name, and no library at hand can read: EBCDIC, and an old one each of Korea and Taiwan. */
const unreadable =
  /^(?:cs)?(?:ebcdic|(?:cp|ibm)(?:0?37|273|27[78]|28[0457]|290|297|42[03]|50[01]|838|87[015]|880|905|918|924|93[0379]|102[56]|1047|114\d)|x?johab|(?:cp|ms|windows)1361|x?euctw|cns11643)/;

/** Whether what a label says is known to be so, and cannot be read: every other charset in its place gives false words. */
export function isUnreadable(bytes: Uint8Array, label: string): boolean {
  if (label === '' || !unreadable.test(charsetKey(label))) return false;
  return findDecoder(charsetKey(label), label) === undefined && !isUtf8(bytes);
}

/** @returns whether the label names a charset that says more than "ASCII" or "UTF-8". */
export function isTellingCharset(label: string): boolean {
  const key = charsetKey(label);
  return !vague.has(key) && !isStateful(key) && findDecoder(key, label) !== undefined;
}

function charsetKey(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '');
}

// ISO-2022 and UTF-16 give ASCII bytes another meaning.
function isStateful(key: string): boolean {
  return (
    key.startsWith('iso2022') || key.startsWith('utf16') || key.startsWith('utf32') || key.startsWith('hz')
  );
}

function decodeVague(buffer: Buffer, hints: readonly string[]): string {
  const text = decodeUtf8(buffer);
  if (isMostlyUtf8(text)) return text;
  const guess = guessCharset(buffer) ?? guessNeighbour(buffer);
  const candidates = [...hints.flatMap(listCandidates), ...(guess === undefined ? [] : [guess])];
  for (const candidate of candidates) {
    const decoded = findDecoder(charsetKey(candidate), candidate)?.(buffer);
    if (decoded !== undefined && !decoded.includes('\ufffd')) return decoded;
  }
  return windows1252(buffer);
}

// Japanese headers are mostly ISO-2022-JP, unlabelled Japanese bodies mostly Shift_JIS.
function listCandidates(hint: string): string[] {
  return /2022-jp|euc-jp|s(?:hift)?_?jis/i.test(hint) ? [hint, 'shift_jis', 'euc-jp'] : [hint];
}

// A cut or a stray byte in UTF-8 text is no reason to read all of it as something else.
function isMostlyUtf8(text: string): boolean {
  let broken = 0;
  let sound = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0xfffd) broken++;
    else if (code > 0x7f) sound++;
  }
  // What was cut to a length often ends within a character.
  if (sound > 0 && text.endsWith('\ufffd')) broken--;
  return sound > 2 * broken;
}

function decodeUtf8(buffer: Buffer): string {
  return buffer.toString('utf8', buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0);
}

function decodeWide(buffer: Buffer, charset: string): string {
  if (charset.startsWith('utf-32')) return iconv.decode(buffer, charset).replace(/^\ufeff/, '');
  return new TextDecoder(charset).decode(buffer);
}

function windows1252(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes);
}

function findDecoder(key: string, label: string): ((bytes: Uint8Array) => string) | undefined {
  const known = decoders.get(key);
  if (known !== undefined) return known;
  const made = makeDecoder(aliases[key] ?? label.trim());
  // Labels come from strangers: the cache must not grow without bound.
  if (made !== undefined && decoders.size < 200) decoders.set(key, made);
  return made;
}

function makeDecoder(label: string): ((bytes: Uint8Array) => string) | undefined {
  // It means "whatever the reader has chosen"; decoders give signs that no font has.
  if (/^x-user-defined$/i.test(label)) return undefined;
  const name = label.replace(/^(?:x-)?win(?:dows)?-?(?=125\d$|874$)/i, 'windows-').replace(/^_|\$esc$/gi, '');
  try {
    const decoder = new TextDecoder(name);
    const wider = widerCharset(decoder.encoding);
    return wider === undefined ? (bytes) => decoder.decode(bytes) : decodeByTable(wider);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  // DOS code pages and UTF-32, which the web's list of encodings lacks; base64 and hex are no charsets.
  if (
    !/^(cp|ibm|dos|windows|iso|utf-?32|mac|koi|armscii|tcvn|viscii)/i.test(name) ||
    !iconv.encodingExists(name)
  ) {
    return undefined;
  }
  return decodeByTable(name);
}

function decodeByTable(charset: string): (bytes: Uint8Array) => string {
  return (bytes) => iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), charset);
}
