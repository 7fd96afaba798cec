import type { NewChannel } from '../../db/channels.ts';
import type { Identity } from '../../microsoft/id-token.ts';
import { triedSoon } from './note-sending.ts';

/** The settings of a new channel: nothing is fetched before the admin has seen what would happen. */
export function describeNewChannel(
  kind: NewChannel['kind'],
  { name, address, userName }: Pick<Identity, 'name' | 'address' | 'userName'>,
  now: Date,
) {
  return {
    kind,
    name,
    address,
    userName,
    folder: '',
    afterImport: 'delete',
    moveTo: '',
    onlyUnread: false,
    startedAt: null,
    archiveBefore: null,
    archiveState: 'closed',
    pausedAt: null,
    state: 'new',
    failureCode: null,
    failureText: null,
    failureCount: 0,
    lastFetchAt: null,
    lastSuccessAt: null,
    lastFailureAt: null,
    recoveredAt: null,
    retryAt: null,
    trustsHeaders: false,
    trustedServers: [],
    deletedAt: null,
    sentFolder: '',
    importsSentSince: null,
    ...triedSoon(now),
    createdAt: now,
  } satisfies Partial<NewChannel>;
}
