import type { Child } from 'hono/jsx';
import { t } from './words.ts';

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
  const after = staleSeconds === undefined ? [] : [t('load delay:{staleSeconds}s', { staleSeconds })];
  const names = [...[on].flat(), 'resync'].map((name) => t('{name} from:body', { name }));
  const trigger = [...names, ...after].join(', ');
  return (
    <div id={id} class={rest.class} hx-get={url} hx-trigger={trigger} hx-swap="outerMorph" hx-target="this">
      {children}
    </div>
  );
}
