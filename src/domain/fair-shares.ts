/** For whom something is done, and whether it is of the kind that one mail of costs as much as very many of others. */
export interface Sharer {
  readonly source: string;
  readonly isCostly: boolean;
}

/**
 * Whose turn it is where several wait for the same thing: whoever has had least of it, by what his turns have cost. What is
 * costly has a sixth of it at most while something else waits, however many sources send it. Who has waited for nothing
 * meanwhile has saved nothing, and owes nothing for having been alone (start-time fair queueing, Goyal, Vin and Cheng 1996).
 */
export interface FairShares {
  /** @param waiting in the order in which they came, which holds within one source */
  choose<Each extends Sharer>(waiting: readonly Each[]): Each | undefined;
  /** What a turn has cost, in any unit that is the same for all. */
  charge(sharer: Sharer, cost: number): void;
}

/** So large on average, messages have files, and each takes as long to read and to store as very many texts. */
const costlyBytes = 128 * 1024;

/** @returns whether so many messages of so many bytes together are of the costly kind */
export function isCostlyMail(bytes: number, messages: number): boolean {
  return bytes > messages * costlyBytes;
}

/** A cost counts so many times where it is of the costly kind. */
const weightOfCostly = 5;

export function createFairShares(): FairShares {
  const kinds = createAccounts<Kind>();
  const sources = { costly: createAccounts<string>(), other: createAccounts<string>() };
  return {
    choose(waiting) {
      const kind = kinds.choose(new Set(waiting.map(kindOf)));
      if (kind === undefined) return undefined;
      const ofKind = waiting.filter((each) => kindOf(each) === kind);
      const chosen = sources[kind].choose(new Set(ofKind.map(({ source }) => source)));
      return ofKind.find(({ source }) => source === chosen);
    },
    charge(sharer, cost) {
      const kind = kindOf(sharer);
      kinds.charge(kind, kind === 'costly' ? cost * weightOfCostly : cost);
      sources[kind].charge(sharer.source, cost);
    },
  };
}

type Kind = 'costly' | 'other';

function kindOf({ isCostly }: Sharer): Kind {
  return isCostly ? 'costly' : 'other';
}

function createAccounts<Key extends string>() {
  const spent = new Map<Key, number>();
  /** Where the last turn began; nobody stands lower, so that nobody catches up on what he did not ask for. */
  let floor = 0;
  const standOf = (key: Key) => Math.max(spent.get(key) ?? 0, floor);
  return {
    choose(keys: ReadonlySet<Key>): Key | undefined {
      let chosen: Key | undefined;
      for (const key of keys) if (chosen === undefined || standOf(key) < standOf(chosen)) chosen = key;
      if (chosen !== undefined) floor = standOf(chosen);
      return chosen;
    },
    charge(key: Key, cost: number): void {
      spent.set(key, standOf(key) + cost);
      for (const [each, has] of spent) if (has <= floor) spent.delete(each);
    },
  };
}
