import { blankChannel, type NewChannel } from '../../db/channels.ts';
import type { Identity } from '../../microsoft/id-token.ts';
import { triedSoon } from './note-sending.ts';

/** The settings of a new channel: nothing is fetched before the admin has seen what would happen. */
export function describeNewChannel(
  kind: NewChannel['kind'],
  { name, address, userName }: Pick<Identity, 'name' | 'address' | 'userName'>,
  now: Date,
) {
  return {
    ...blankChannel,
    kind,
    name,
    address,
    userName,
    folder: '',
    afterImport: 'delete',
    moveTo: '',
    onlyUnread: false,
    archiveState: 'closed',
    state: 'new',
    ...triedSoon(now),
    createdAt: now,
  } satisfies Partial<NewChannel>;
}
