import { wordTable } from '../domain/word-table.ts';

/** What can be read of RTF: the HTML that it was made from, or its words. */
interface RtfContent {
  readonly html: string | undefined;
  readonly text: string;
}

const token = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|[^\\{}\r\n]+/gi;
/** Groups that hold no words. */
const hiddenGroups = new Set(
  `fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf listtable
  listoverridetable revtbl rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl filetbl
  mmathpr fldinst nonshppict`.split(/\s+/),
);
/** What control words stand for in a text. */
const characters = wordTable({
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  softline: '\n',
  row: '\n',
  nestrow: '\n',
  cell: '\t',
  nestcell: '\t',
  tab: '\t',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  endash: '–',
  emdash: '—',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
});
const codePages: Readonly<Record<number, string>> = {
  77: 'macintosh',
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
};
const deepest = 1_000;

/** Reads RTF, given as a string of bytes (MS-OXRTFEX for what was made from HTML). */
export function readRtf(rtf: string): RtfContent {
  const isHtml = /\\fromhtml1?\b/.test(rtf.slice(0, 4_000));
  const reader = new RtfReader(isHtml);
  token.lastIndex = 0;
  for (let match = token.exec(rtf); match !== null; match = token.exec(rtf)) {
    reader.take(match);
    // The bytes of a picture, whatever they look like.
    if (match[1]?.toLowerCase() === 'bin') token.lastIndex += Math.max(0, Number(match[2] ?? 0));
  }
  const written = reader.finish();
  return isHtml ? { html: written, text: '' } : { html: undefined, text: written };
}

interface Group {
  readonly isHidden: boolean;
  /** The HTML that the group stands for is in it. */
  readonly isTag: boolean;
  readonly isRtfOnly: boolean;
  /** The writer does not see it either. */
  readonly isVeiled: boolean;
  /** Of the font; '' for one that names none, undefined for the font that nobody has chosen. */
  readonly charset: string | undefined;
  /** How many characters follow one of Unicode for readers that do not know it. */
  readonly spare: number;
}

class RtfReader {
  readonly #isHtml: boolean;
  readonly #groups: Group[] = [];
  readonly #fonts = new Map<number, string>();
  #group: Group = {
    isHidden: false,
    isTag: false,
    isRtfOnly: false,
    isVeiled: false,
    charset: undefined,
    spare: 1,
  };
  #pieces: string[] = [];
  #bytes: number[] = [];
  #bytesCharset = '';
  /** The last byte is the first half of a character. */
  #isHalf = false;
  /** Characters to pass over behind one of Unicode. */
  #skipped = 0;
  #isStarred = false;
  #isFontTable = false;
  #font = 0;
  #defaultFont = 0;
  /** Of what no font says otherwise. */
  #charset = 'windows-1252';

  constructor(isHtml: boolean) {
    this.#isHtml = isHtml;
  }

  take([whole, word, number, hex, symbol, brace]: RegExpExecArray | RegExpMatchArray): void {
    if (brace === '{') this.#open();
    else if (brace === '}') this.#close();
    else if (word !== undefined)
      this.#obey(word.toLowerCase(), number === undefined ? undefined : Number(number));
    else if (hex !== undefined) this.#addByte(Number.parseInt(hex, 16));
    else if (symbol !== undefined) this.#addSymbol(symbol);
    else if (whole !== undefined && !/^[\r\n]/.test(whole)) this.#addText(whole);
  }

  finish(): string {
    this.#flush();
    return this.#pieces.join('');
  }

  #open(): void {
    if (this.#groups.length < deepest) this.#groups.push(this.#group);
    this.#skipped = 0;
    this.#isStarred = false;
  }

  #close(): void {
    this.#flush();
    this.#group = this.#groups.pop() ?? this.#group;
    this.#skipped = 0;
    this.#isFontTable &&= this.#group.isHidden;
  }

  #obey(word: string, number: number | undefined): void {
    const isStarred = this.#isStarred;
    this.#isStarred = false;
    if (word === 'htmltag') this.#change({ isTag: true, isHidden: false });
    else if (word === 'htmlrtf') this.#change({ isRtfOnly: number !== 0 });
    else if (word === 'ansicpg' && number !== undefined) this.#charset = nameCharset(number);
    else if (word === 'mac') this.#charset = 'macintosh';
    else if (word === 'deff') this.#defaultFont = number ?? 0;
    else if (word === 'v' || word === 'deleted') this.#change({ isVeiled: number !== 0 });
    else if (word === 'plain') this.#change({ isVeiled: false, charset: undefined });
    else if (word === 'uc' && number !== undefined)
      this.#change({ spare: Math.min(Math.max(number, 0), 10) });
    else if (word === 'u' && number !== undefined) this.#addUnicode(number);
    else if (word === 'f') this.#useFont(number ?? 0);
    else if (word === 'fcharset' && this.#isFontTable) this.#nameFont(number ?? 0);
    else if (word === 'bin') this.#skipped = 0;
    else if (hiddenGroups.has(word) || isStarred) {
      this.#isFontTable ||= word === 'fonttbl';
      this.#change({ isHidden: true });
    } else if (characters[word] !== undefined) this.#addCharacter(characters[word]);
  }

  #change(changes: Partial<Group>): void {
    this.#flush();
    this.#group = { ...this.#group, ...changes };
  }

  #useFont(font: number): void {
    this.#font = font;
    const charset = this.#fonts.get(font) ?? '';
    if (!this.#isFontTable && charset !== this.#group.charset) this.#change({ charset });
  }

  #nameFont(charset: number): void {
    const name = codePages[charset];
    if (name !== undefined && this.#fonts.size < 1_000) this.#fonts.set(this.#font, name);
  }

  #addSymbol(symbol: string): void {
    if (symbol === '*') this.#isStarred = true;
    else if (symbol === '~') this.#addCharacter('\u00a0');
    else if (symbol === '_') this.#addCharacter('\u2011');
    else if (symbol === '\n' || symbol === '\r') this.#addCharacter('\n');
    else if ('\\{}'.includes(symbol)) this.#addText(symbol);
  }

  #addCharacter(character: string): void {
    if (this.#skipped > 0) this.#skipped--;
    else if (this.#isShown()) this.#push(character);
  }

  #addText(text: string): void {
    const given = text.slice(this.#skipped);
    this.#skipped = Math.max(0, this.#skipped - text.length);
    if (given === '' || !this.#isShown()) return;
    // The second half of a character may be the byte of a letter or a sign, and is written as that: `\'83v`.
    const isRest = this.#isHalf && given >= '@';
    if (isRest) this.#addByte(given.charCodeAt(0));
    const shown = isRest ? given.slice(1) : given;
    if (/[\x80-\xff]/.test(shown)) for (const char of shown) this.#addByte(char.charCodeAt(0));
    else if (shown !== '') this.#push(shown);
  }

  #addByte(byte: number): void {
    if (this.#skipped > 0) {
      this.#skipped--;
      return;
    }
    if (!this.#isShown()) return;
    const own = this.#group.charset ?? this.#fonts.get(this.#defaultFont);
    this.#bytesCharset = own || this.#charset;
    this.#bytes.push(byte);
    this.#isHalf = !this.#isHalf && isFirstHalf(byte, this.#bytesCharset);
  }

  #addUnicode(number: number): void {
    if (this.#isShown()) this.#push(String.fromCharCode(number & 0xffff));
    this.#skipped = this.#group.spare;
  }

  #isShown(): boolean {
    const { isHidden, isVeiled, isRtfOnly } = this.#group;
    return !isHidden && !(this.#isHtml ? isRtfOnly : isVeiled);
  }

  #push(text: string): void {
    this.#flush();
    this.#pieces.push(text);
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#pieces.push(new TextDecoder(this.#bytesCharset).decode(Uint8Array.from(this.#bytes)));
    this.#bytes = [];
    this.#isHalf = false;
  }
}

/** Whether a byte begins a character of two in the encodings of East Asia that RTF is written in. */
function isFirstHalf(byte: number, charset: string): boolean {
  if (charset === 'shift_jis') return (byte > 0x80 && byte < 0xa0) || (byte > 0xdf && byte < 0xfd);
  return byte > 0x80 && byte < 0xff && ['gbk', 'big5', 'euc-kr'].includes(charset);
}

function nameCharset(page: number): string {
  const names: Readonly<Record<number, string>> = {
    932: 'shift_jis',
    936: 'gbk',
    949: 'euc-kr',
    950: 'big5',
    65001: 'utf-8',
    10000: 'macintosh',
  };
  const name = names[page] ?? `windows-${page}`;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    // A page that no decoder knows.
    return 'windows-1252';
  }
}
