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
