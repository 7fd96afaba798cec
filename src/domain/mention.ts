/** Somebody who can be meant by @name. */
export interface Mentionable {
  readonly id: number;
  readonly name: string;
}

/**
 * Finds who is meant in a note: `@` and the whole name, or its first word where only one person has it.
 * Case does not matter; the address in a@b.example mentions nobody.
 */
export function findMentions(text: string, people: readonly Mentionable[]): number[] {
  const lower = text.toLowerCase();
  const found = people.filter(({ name }) => {
    const whole = name.toLowerCase();
    const first = whole.split(/\s+/)[0] ?? '';
    const isAlone = people.filter((other) => firstWord(other) === first).length === 1;
    return isNamed(lower, whole) || (isAlone && isNamed(lower, first));
  });
  return found.map(({ id }) => id);
}

function firstWord({ name }: Mentionable): string {
  return name.toLowerCase().split(/\s+/)[0] ?? '';
}

function isNamed(text: string, name: string): boolean {
  if (name === '') return false;
  for (let at = text.indexOf(`@${name}`); at >= 0; at = text.indexOf(`@${name}`, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + 1 + name.length] ?? ' ';
    if (!isLetter(before) && !isLetter(after)) return true;
  }
  return false;
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{N}_]/u.test(character);
}
