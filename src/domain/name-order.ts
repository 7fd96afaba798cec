/** A number counts as one number: Group 2 stands before Group 10; case and accents make no difference of their own. */
const collator = new Intl.Collator('en', { numeric: true });

/** In the order in which people look for names. */
export function compareNames(left: string, right: string): number {
  return collator.compare(left, right);
}

/** @returns the rows by name, in the order in which people look for them; what is called the same stays in its order */
export function sortByName<Row extends { readonly name: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((left, right) => compareNames(left.name, right.name));
}

/** Letters that Unicode takes for letters of their own, and people look for under these. */
const alike: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ł', 'l'],
  ['ħ', 'h'],
  ['þ', 'th'],
  ['ı', 'i'],
]);

/** @returns what a database that compares bytes sorts a name by: Äpfel beside Apfel; null where the name in lower case serves */
export function sortKeyOf(name: string): string | null {
  if (/^[ -~]*$/.test(name)) return null;
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...plain].map((letter) => alike.get(letter) ?? letter).join('');
}
