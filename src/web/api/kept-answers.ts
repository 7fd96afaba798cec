export interface KeptAnswer {
  readonly body: string;
  readonly etag: string | null;
}

/** Answers that stand as long as nothing in the data file changes. */
export interface KeptAnswers {
  find(version: number, key: string): KeptAnswer | undefined;
  /** @param version of the data file, read before anything else that the answer was made from */
  keep(version: number, key: string, answer: KeptAnswer): void;
}

const mostLetters = 8 * 1024 * 1024;
const longest = 128 * 1024;

/** Bounded; with another version of the file all are forgotten. */
export function createKeptAnswers(most = mostLetters): KeptAnswers {
  let answers = new Map<string, KeptAnswer>();
  let held = 0;
  let kept = Number.NaN;
  return {
    find: (version, key) => (version === kept ? answers.get(key) : undefined),
    keep(version, key, answer) {
      const size = key.length + answer.body.length;
      // An answer of an older version, which took longer than another, is of no use any more.
      if (size > longest || version < kept) return;
      if (version !== kept || held + size > most) {
        answers = new Map();
        held = 0;
        kept = version;
      }
      answers.set(key, answer);
      held += size;
    },
  };
}
