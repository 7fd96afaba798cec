import type { Reader } from '../../db/care/open.ts';
import type { Channel } from '../../db/channels.ts';
import { listActiveFilters } from '../../db/filters.ts';
import { listUsersOfGroup } from '../../db/group-access.ts';
import { listActiveGroups } from '../../db/groups.ts';
import { listUsers } from '../../db/users.ts';
import { checkConditions } from '../../domain/filters/filter-input.ts';
import type { FilterRule } from '../../domain/filters/filter-rule.ts';
import type { FilterNames } from '../../domain/filters/filter-words.ts';
import { toAppError } from '../../errors.ts';
import type { Log } from '../../log.ts';

/** Everything that rules on a channel's mail depend on. */
export interface RuleBook {
  /** Active ones that work, in order. */
  readonly filters: readonly FilterRule[];
  /** Active groups and users: nothing is given to others. */
  readonly names: FilterNames;
  /** Ids of active users by their addresses. */
  readonly agents: ReadonlyMap<string, number>;
  /** Ids of those who may answer in a group, by its id. */
  readonly owners: ReadonlyMap<number, ReadonlySet<number>>;
  /** Undefined for mail that no channel brought. */
  readonly channel: Pick<Channel, 'name' | 'address' | 'groupId' | 'trustsHeaders'> | undefined;
}

/** Leaves a filter out that this version cannot run: mail goes on without it, the list of filters shows it. */
export async function loadRuleBook(db: Reader, log: Log, channel: RuleBook['channel']): Promise<RuleBook> {
  const groups = await listActiveGroups(db);
  const users = (await listUsers(db)).filter((user) => user.isActive);
  const owners = new Map<number, Set<number>>();
  for (const group of groups) {
    const people = await listUsersOfGroup(db, group.id, 'answer');
    owners.set(group.id, new Set(people.map(({ id }) => id)));
  }
  const filters = (await listActiveFilters(db)).filter(({ id, conditions }) => {
    try {
      checkConditions(conditions);
      return true;
    } catch (error) {
      log.warn('filter left out', { filter: id, reason: toAppError(error).fields });
      return false;
    }
  });
  return {
    filters,
    names: {
      groups: new Map(groups.map(({ id, name }) => [id, name])),
      users: new Map(users.map(({ id, name }) => [id, name])),
    },
    agents: new Map(users.map(({ id, email }) => [email.toLowerCase(), id])),
    owners,
    channel,
  };
}
