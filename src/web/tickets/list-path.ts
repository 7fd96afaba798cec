/**
 * Where a form of a list leads back to: the list itself, with what it shows, and nowhere else. What stands in no address, such
 * as a line break, would end in a header.
 * @param given of a form. @returns a path of ours
 */
export function readListPath(given: unknown): string {
  return typeof given === 'string' && /^\/tickets(?:\?[\x21-\x7e]{0,4000})?$/.test(given)
    ? given
    : '/tickets';
}
