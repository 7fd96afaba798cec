import { findHeader, type HeaderField } from './imap-mime.ts';
import type { StoredMessage } from './mailboxes.ts';

/** An extended property as Graph writes it. */
interface ExtendedProperty {
  id: string;
  value: string;
}

/** MAPI properties that every message has: size, raw headers, In-Reply-To, References, Message-ID. */
const builtIn: Record<string, (message: StoredMessage, head: () => HeaderField[]) => string | undefined> = {
  'long 0xe08': ({ raw }) => String(raw.length),
  'string 0x7d': (_, head) =>
    head()
      .map(({ raw }) => raw)
      .join(''),
  'string 0x1042': (_, head) => findHeader(head(), 'in-reply-to'),
  'string 0x1039': (_, head) => findHeader(head(), 'references'),
  'string 0x1035': (_, head) => findHeader(head(), 'message-id'),
};

/**
 * @param id such as `Long 0x0E08`; the answer names it `Long 0xe08`
 * @returns undefined where the message has no such property: it is left out then
 */
export function findProperty(
  message: StoredMessage,
  id: string,
  head: () => HeaderField[],
): ExtendedProperty | undefined {
  const name = normalizeProperty(id);
  const value =
    builtIn[name.toLowerCase()]?.(message, head) ?? message.extras?.properties?.[name.toLowerCase()];
  return value === undefined ? undefined : { id: name, value };
}

/** Tags are written in lower case and without leading noughts, whatever was asked for. */
export function normalizeProperty(id: string): string {
  const [, type, tag] = /^(\w+) 0x0*([0-9a-f]+)$/i.exec(id) ?? [];
  return type === undefined || tag === undefined ? id : `${type} 0x${tag.toLowerCase()}`;
}
