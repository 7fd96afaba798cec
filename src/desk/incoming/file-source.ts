import type { SourceSettings } from './store-context.ts';

/** What stands in the place of a channel for mail from files. @param archiveBefore null: none of it is old mail */
export function describeFileSource(groupId: number, archiveBefore: Date | null = null): SourceSettings {
  return {
    id: null,
    kind: 'email',
    name: 'import',
    address: '',
    groupId,
    startedAt: null,
    archiveBefore,
    archiveState: 'closed',
    trustsHeaders: false,
    trustedServers: [],
  };
}
