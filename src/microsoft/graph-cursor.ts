import type { Cursor, Place } from '../domain/mail-reading.ts';

/** How far a folder has been read: the link of the next delta round, and what earlier rounds told of and nobody got. */
interface GraphCursor {
  readonly link: string | undefined;
  readonly pending: readonly Place[];
}

/** More of them, and the round is gone through once more. */
const mostPending = 500;

export function readCursor(cursor: Cursor): GraphCursor {
  const [link = '', ...pending] = cursor.split('\n');
  return { link: link === '' ? undefined : link, pending: pending.filter((place) => place !== '') };
}

/**
 * A delta tells of a message once: what could not be had is kept beside the link.
 * @returns undefined where that is too much to keep
 */
export function writeCursor({ link, pending }: GraphCursor): Cursor | undefined {
  return pending.length > mostPending ? undefined : [link ?? '', ...pending].join('\n');
}
