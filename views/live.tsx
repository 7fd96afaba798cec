import type { Child } from 'hono/jsx';

interface LiveProps {
  /** Answers with this same component: the fragment reads itself again. */
  readonly url: string;
  /** The event's name: `tickets`, `ticket-7`, `channels`, `channel-3` … */
  readonly on: string;
  readonly id: string;
  readonly class?: string;
  /** Asks once more after a second: the answer was an older one. */
  readonly isStale?: boolean;
  readonly children?: Child;
}

/** A part of a page that follows the desk's events. What the person has typed, and where the focus is, stays (morph). */
export function Live({ url, on, id, isStale, children, ...rest }: LiveProps) {
  return (
    <div
      id={id}
      class={rest.class}
      hx-get={url}
      hx-trigger={`${on} from:body, resync from:body${isStale ? ', load delay:1s' : ''}`}
      hx-swap="outerMorph"
      hx-target="this"
    >
      {children}
    </div>
  );
}
