import type { CollectOptions } from '../../src/desk/fetching/collect-mail.ts';
import { createSuspects } from '../../src/desk/fetching/parse-mail.ts';

/** One plain run over what is new, of nobody's past failures. */
export function collectOptions(changes: Partial<CollectOptions> = {}): CollectOptions {
  return {
    signal: new AbortController().signal,
    suspects: createSuspects(),
    comparesAll: false,
    settles: true,
    retriesPlaceholders: false,
    onProgress: () => undefined,
    ...changes,
  };
}
