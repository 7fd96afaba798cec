import type { Channel } from '../../src/db/channels.ts';
import { openMailbox } from '../../src/desk/channels/open-mailbox.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { type Collected, type CollectOptions, collectMail } from '../../src/desk/fetching/collect-mail.ts';
import { createSuspects } from '../../src/desk/fetching/parse-mail.ts';
import type { MailReader } from '../../src/domain/mail-reading.ts';
import type { Road } from '../../src/domain/mail-road.ts';

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

/** One such run by one of the roads, with a connection of its own. @param wrap what the server is made to say instead */
export async function collectByRoad(
  desk: Desk,
  channel: Channel,
  road: Road,
  changes: Partial<CollectOptions> = {},
  wrap: (reader: MailReader) => Partial<MailReader> = () => ({}),
): Promise<Collected> {
  const reader = await openMailbox(desk, channel, { road });
  try {
    return await collectMail(desk, channel, { ...reader, ...wrap(reader) }, collectOptions(changes));
  } finally {
    await reader.close();
  }
}
