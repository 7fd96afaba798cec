import type { Cursor, Place } from '../domain/mail-reading.ts';

/** How far a folder has been read: the link of the next delta round, and what earlier rounds told of and nobody got. */
interface GraphCursor {
  readonly link: string | undefined;
  /** Instead of a link, where no round comes to its end: what came then and later is listed. */
  readonly from?: Date | undefined;
  readonly pending: readonly Place[];
}

/** More of them, and the round is gone through once more. */
const mostPending = 500;
const fromMark = 'from=';

export function readCursor(cursor: Cursor): GraphCursor {
  const [first = '', ...rest] = cursor.split('\n');
  const pending = rest.filter((place) => place !== '');
  const time = first.startsWith(fromMark) ? Date.parse(first.slice(fromMark.length)) : Number.NaN;
  if (!Number.isNaN(time)) return { link: undefined, from: new Date(time), pending };
  return { link: first === '' ? undefined : first, pending };
}

/**
 * A delta tells of a message once: what could not be had is kept beside the link.
 * @returns undefined where that is too much to keep
 */
export function writeCursor({ link = '', from, pending }: GraphCursor): Cursor | undefined {
  const first = from === undefined ? link : `${fromMark}${from.toISOString()}`;
  return pending.length > mostPending ? undefined : [first, ...pending].join('\n');
}
