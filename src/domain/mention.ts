/** Somebody who can be meant by @name. */
interface Mentionable {
  readonly id: number;
  readonly name: string;
}

/**
 * Finds who is meant in a note: `@` and the whole name, or its first word where only one person has it.
 * Case does not matter; the address in a@b.example mentions nobody.
 */
export function findMentions(text: string, people: readonly Mentionable[]): number[] {
  const places = listPlaces(text);
  const counts = new Map<string, number>();
  for (const person of people) {
    const first = firstWord(person);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const found = people.filter((person) => {
    const first = firstWord(person);
    return isNamed(places, person.name.toLowerCase()) || (counts.get(first) === 1 && isNamed(places, first));
  });
  return found.map(({ id }) => id);
}

const longestName = 200;
/** Who writes more of them than that means nobody. */
const mostPlaces = 1_000;

/** @returns what stands behind each `@` that can begin a name, in lower case */
function listPlaces(text: string): string[] {
  const places: string[] = [];
  for (let at = text.indexOf('@'); at >= 0 && places.length < mostPlaces; at = text.indexOf('@', at + 1)) {
    if (!isLetter(text[at - 1] ?? ' ')) places.push(text.slice(at + 1, at + 1 + longestName).toLowerCase());
  }
  return places;
}

const mostLooked = 200;
const mostTold = 3;

/**
 * Finds what stands after an `@` and means nobody: no name, or a first word that several people have.
 * @returns up to three, each with its `@`
 */
export function findUnclearMentions(text: string, people: readonly Mentionable[]): string[] {
  const unclear = new Set<string>();
  let at = text.indexOf('@');
  for (let looked = 0; at >= 0 && looked < mostLooked && unclear.size < mostTold; looked += 1) {
    const word = isLetter(text[at - 1] ?? ' ') ? '' : wordAt(text, at + 1);
    const next = text.indexOf('@', at + 1);
    if (
      word !== '' &&
      !isClear(text.slice(at, next < 0 ? at + 200 : Math.min(next, at + 200)), word, people)
    ) {
      unclear.add(`@${word}`);
    }
    at = next;
  }
  return [...unclear];
}

/** @param piece from the `@` on */
function isClear(piece: string, word: string, people: readonly Mentionable[]): boolean {
  const start = word.toLowerCase();
  const alike = people.filter(({ name }) => name.toLowerCase().startsWith(start));
  return findMentions(piece, alike).length > 0;
}

function wordAt(text: string, from: number): string {
  let end = from;
  while (end < text.length && end - from < 40 && isLetter(text[end] ?? ' ')) end += 1;
  return text.slice(from, end);
}

function firstWord({ name }: Mentionable): string {
  return name.toLowerCase().split(/\s+/)[0] ?? '';
}

function isNamed(places: readonly string[], name: string): boolean {
  return (
    name !== '' && places.some((place) => place.startsWith(name) && !isLetter(place[name.length] ?? ' '))
  );
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{N}_]/u.test(character);
}
