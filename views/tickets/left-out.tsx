import type { Child } from 'hono/jsx';
import { rich } from '../words.ts';

interface LeftOutProps {
  /** Of the message. */
  readonly id: number;
  readonly moreFiles: number;
  readonly morePeople: number;
}

/** Where that of a message is which a page has no room for. */
export function LeftOut({ id, moreFiles, morePeople }: LeftOutProps) {
  const a = (words: Child) => <a href={`/articles/${id}/raw`}>{words}</a>;
  return (
    <>
      {moreFiles > 0 && (
        <p class="hint">
          {rich('{count, plural, one {# more file is} other {# more files are}} in its <a>raw form</a>.', {
            count: moreFiles,
            a,
          })}
        </p>
      )}
      {morePeople > 0 && (
        <p class="hint">
          {rich(
            '{count, plural, one {# more person is} other {# more people are}} named in its <a>raw form</a>.',
            { count: morePeople, a },
          )}
        </p>
      )}
    </>
  );
}
