/**
 * @param hasPage whether something is shown at a path
 * @returns the page that a form at this path belongs to: at the path itself, or one or two steps above
 */
export function findPageAbove(path: string, hasPage: (path: string) => boolean): string | undefined {
  const steps = path.split('/');
  const above = [0, 1, 2].map((count) => steps.slice(0, steps.length - count).join('/'));
  return above.find((each) => each.length > 1 && hasPage(each));
}
