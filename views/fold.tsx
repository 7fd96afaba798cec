import type { Child } from 'hono/jsx';

interface FoldProps {
  readonly title: Child;
  /** What stands in it, in a few words. */
  readonly note?: Child;
  /** Names of the fields in it: it is open where one of them is wrong. */
  readonly names: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly isOpen?: boolean;
  readonly children?: Child;
}

/** A subject of a long form: out of the way until somebody wants it. */
export function Fold({ title, note, names, fields, isOpen, children }: FoldProps) {
  const hasError = names.some((name) => fields[name] !== undefined);
  return (
    <details class="fold" open={isOpen === true || hasError}>
      <summary>
        <h2>{title}</h2> {note !== undefined && <span class="fold-note">{note}</span>}
      </summary>
      <div class="stack">{children}</div>
    </details>
  );
}
