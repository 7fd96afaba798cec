/** Between two saved searches, so that another one finds a place there. */
export const viewGap = 1_000_000;

interface Placed {
  readonly id: number;
  readonly position: number;
}

/**
 * Gives saved searches their places in an order.
 * @param order as it is to be; in it, those that stay have the order of their positions
 * @param staying the ids of those that keep their position, as others see them there
 * @returns the positions that change; undefined where there is no room between two that stay
 */
export function placeViews(
  order: readonly Placed[],
  staying: ReadonlySet<number>,
): ReadonlyMap<number, number> | undefined {
  const changes = new Map<number, number>();
  let from: number | undefined;
  let run: Placed[] = [];
  const place = (to: number | undefined) => {
    const positions = findPositions(run.length, from, to);
    for (const [index, { id, position }] of run.entries()) {
      const next = positions?.[index];
      if (next !== undefined && next !== position) changes.set(id, next);
    }
    return positions !== undefined;
  };
  for (const view of order) {
    if (!staying.has(view.id)) {
      run.push(view);
      continue;
    }
    if (!place(view.position)) return undefined;
    from = view.position;
    run = [];
  }
  place(undefined);
  return changes;
}

function findPositions(
  count: number,
  from: number | undefined,
  to: number | undefined,
): number[] | undefined {
  const usual = (count + 1) * viewGap;
  const start = from ?? (to === undefined ? 0 : to - usual);
  const room = to === undefined ? usual : to - start;
  if (room <= count && count > 0) return undefined;
  return Array.from({ length: count }, (_, index) => start + Math.floor((room * (index + 1)) / (count + 1)));
}
