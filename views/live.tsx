import type { Child } from 'hono/jsx';

interface LiveProps {
  /** Answers with this same component: the fragment reads itself again. */
  readonly url: string;
  /** The event's name: `tickets`, `ticket-7`, `channels`, `channel-3` … */
  readonly on: string | readonly string[];
  readonly id: string;
  readonly class?: string;
  /** Asks once more after so many seconds: the answer was an older one. */
  readonly staleSeconds?: number | undefined;
  readonly children?: Child;
}

/** A part of a page that follows the desk's events. What the person has typed, and where the focus is, stays (morph). */
export function Live({ url, on, id, staleSeconds, children, ...rest }: LiveProps) {
  const after = staleSeconds === undefined ? [] : [`load delay:${staleSeconds}s`];
  const names = [...[on].flat(), 'resync'].map((name) => `${name} from:body`);
  const trigger = [...names, ...after].join(', ');
  return (
    <div
      id={id}
      class={rest.class}
      data-live
      hx-get={url}
      hx-trigger={trigger}
      hx-swap="outerMorph"
      hx-target="this"
    >
      {children}
    </div>
  );
}
