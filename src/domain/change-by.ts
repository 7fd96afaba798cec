/** @returns what there is, with what was sent in its place; what was left out stays */
export function changeBy<Whole extends object>(
  whole: Whole,
  sent: { readonly [Name in keyof Whole]?: Whole[Name] | undefined },
): Whole {
  const given = Object.entries(sent).filter(([, value]) => value !== undefined);
  return { ...whole, ...Object.fromEntries(given) };
}
