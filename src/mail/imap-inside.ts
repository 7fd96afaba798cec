/**
 * Puts steps of ours in the place of imapflow's own for as long as `work` lasts.
 * @param inside the client, as it is within
 */
export async function withSteps<Inside extends object, T>(
  inside: Inside,
  steps: Partial<Inside>,
  work: () => Promise<T>,
): Promise<T> {
  const names = Object.keys(steps) as (keyof Inside)[];
  const own = names
    .filter((name) => Object.hasOwn(inside, name))
    .map((name) => [name, inside[name]] as const);
  const before = new Map(own);
  Object.assign(inside, steps);
  try {
    return await work();
  } finally {
    for (const name of names) {
      if (inside[name] !== steps[name]) continue;
      const step = before.get(name);
      // What stands on the prototype is seen again.
      if (step === undefined) delete inside[name];
      else inside[name] = step;
    }
  }
}
