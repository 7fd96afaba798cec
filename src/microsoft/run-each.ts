/** As many as one mailbox bears at once (microsoft/graph-lanes). */
const workers = 4;

/**
 * Works through a list, four at a time. The first failure ends it: what is not begun then is not begun any more.
 * @returns what each gave, in the order of the list
 */
export async function runEach<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const run = async () => {
    while (next < items.length && failure === undefined) {
      const at = next++;
      try {
        results[at] = await work(items[at] as Item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, run));
  if (failure !== undefined) throw failure.error;
  return results;
}
