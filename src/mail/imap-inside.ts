/**
 * Puts steps of ours in the place of imapflow's own for as long as `work` lasts.
 * @param inside the client, as it is within
 */
export async function withSteps<Inside extends object, T>(
  inside: Inside,
  steps: Partial<Inside>,
  work: () => Promise<T>,
): Promise<T> {
  Object.assign(inside, steps);
  try {
    return await work();
  } finally {
    // What stands on the prototype is seen again.
    for (const name of Object.keys(steps) as (keyof Inside)[]) {
      if (inside[name] === steps[name]) delete inside[name];
    }
  }
}
