// Inputs made of a pattern's own pieces: what it repeats is repeated, and then comes what it does not want. A pattern that
// goes back over what it has read takes a time that grows by the square, or worse.

interface Piece {
  /** A text that the piece takes. */
  readonly sample: string;
  /** Of a set: letters that it takes, where others may take them, too. */
  readonly letters: readonly string[];
  /** It may be taken more than nine times. */
  readonly isRepeated: boolean;
  /** What stands within it. */
  readonly parts: readonly Piece[];
}

/** @returns beginnings and what is repeated after them */
export function listPumps(source: string): readonly { readonly head: string; readonly pump: string }[] {
  const pieces = flatten(new Reader(source).readAlternatives());
  const whole = pieces.map(({ sample }) => sample).join('');
  const pumps = new Map<string, { head: string; pump: string }>();
  const add = (head: string, pump: string) => {
    if (pump !== '') pumps.set(`${head}\0${pump}`, { head, pump });
  };
  add('', whole);
  let head = '';
  for (const [index, { sample, letters, isRepeated }] of pieces.entries()) {
    if (isRepeated) {
      for (const letter of letters) {
        add('', letter);
        add(head, letter);
        add('', head + letter);
      }
      add('', sample);
      add(head, sample);
      add('', head + sample);
      add('', sample + (pieces[index + 1]?.sample ?? ''));
    }
    head += sample;
  }
  return [...pumps.values()];
}

/** @returns the input of that length, with an end that no pattern wants */
export function pumpUp({ head, pump }: { head: string; pump: string }, length: number): string {
  const count = Math.max(1, Math.ceil((length - head.length) / pump.length));
  return `${head}${pump.repeat(count)}\u{1F512}\0`;
}

/** In their order; those that stand within others follow them. */
function flatten(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece) => [
    piece,
    ...(piece.parts.length > 1 || piece.parts.some(hasRepeat) ? flatten(piece.parts) : []),
  ]);
}

function hasRepeat({ isRepeated, parts }: Piece): boolean {
  return isRepeated || parts.some(hasRepeat);
}

type Atom = Omit<Piece, 'isRepeated'>;

class Reader {
  private at = 0;
  private readonly source: string;
  constructor(source: string) {
    this.source = source;
  }

  /** @returns the pieces of all alternatives, one after the other */
  readAlternatives(): Piece[] {
    const pieces: Piece[] = [];
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.source[this.at] === '|') {
        this.at += 1;
        continue;
      }
      const atom = this.readAtom();
      const isRepeated = this.readQuantifier();
      pieces.push({ ...atom, isRepeated });
    }
    return pieces;
  }

  private readAtom(): Atom {
    const letter = this.source[this.at] ?? '';
    if (letter === '(') return this.readGroup();
    if (letter === '[') return this.readClass();
    if (letter === '\\') return this.readEscape();
    this.at += 1;
    if (letter === '.') return { sample: 'a', letters: [...'a ."<'], parts: [] };
    return { sample: letter === '^' || letter === '$' ? '' : letter, letters: [], parts: [] };
  }

  private readGroup(): Atom {
    const open = /^\((?:\?(?:<?[=!]|:|<\w+>|[ims-]+:))?/.exec(this.source.slice(this.at))?.[0] ?? '(';
    this.at += open.length;
    const parts = this.readAlternatives();
    this.at += 1;
    if (/[=!]$/.test(open)) return { sample: '', letters: [], parts };
    const sample = parts.map((part) => part.sample).join('');
    return { sample: sample.slice(0, 200), letters: [], parts };
  }

  private readClass(): Atom {
    const start = this.at;
    for (this.at += 1; this.source[this.at] !== ']'; this.at += 1) {
      if (this.source[this.at] === '\\') this.at += 1;
    }
    this.at += 1;
    return describeSet(this.source.slice(start, this.at));
  }

  private readEscape(): Atom {
    const written = /^\\(?:p\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Z]|k<\w+>|.)/i.exec(
      this.source.slice(this.at),
    )?.[0];
    this.at += written?.length ?? 1;
    if (written === undefined || /^\\(?:[bB1-9]|k<)/.test(written)) {
      return { sample: '', letters: [], parts: [] };
    }
    return describeSet(written);
  }

  private readQuantifier(): boolean {
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(this.source.slice(this.at))?.[0];
    if (quantifier === undefined) return false;
    this.at += quantifier.length;
    if (/^[*+]/.test(quantifier)) return true;
    const most = /^\{\d+,(\d*)\}/.exec(quantifier)?.[1];
    return most !== undefined && (most === '' || Number(most) > 9);
  }
}

/** Letters that sets of patterns often share. */
const usual = [...'a 0.-\n,"\t@/:;=x<_ZéЖ\u200b\u3000#&()?*\r'];

function describeSet(set: string): Atom {
  const one = new RegExp(`^${set}$`, /\\p\{|\\u\{/.test(set) ? 'iu' : '');
  const letters = usual.filter((letter) => one.test(letter)).slice(0, 5);
  return { sample: letters[0] ?? firstIn(one), letters, parts: [] };
}

function firstIn(set: RegExp): string {
  for (let code = 1; code < 0xffff; code += 1) {
    const letter = String.fromCharCode(code);
    if (set.test(letter)) return letter;
  }
  return '';
}
