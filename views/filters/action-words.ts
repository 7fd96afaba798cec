import type { FilterActions } from '../../src/domain/filters/filter-rule.ts';
import type { FilterNames } from '../../src/domain/filters/filter-words.ts';
import { nameLevel } from '../ticket-words.ts';
import { t } from '../words.ts';

/** @returns one phrase for each thing that is set: `group Sales`, `tag order-17`. */
export function describeActions(actions: FilterActions, names: FilterNames): string[] {
  const { groupId, ownerId, priority, state, tags, customer } = actions;
  const gone = t('(gone)');
  return [
    actions.isIgnored && t('ignore the message'),
    groupId !== undefined && t('group {name}', { name: names.groups.get(groupId) ?? gone }),
    ownerId !== undefined && t('owner {name}', { name: names.users.get(ownerId) ?? gone }),
    priority !== undefined && t('priority {priority}', { priority: nameLevel(priority) }),
    state !== undefined && t('state {state}', { state: nameLevel(state) }),
    tags.length > 0 &&
      t('{count, plural, one {tag} other {tags}} {tags}', { count: tags.length, tags: tags.join(', ') }),
    customer !== '' && t('customer {customer}', { customer }),
    actions.isInternal && t('internal'),
    actions.noAutoReply && t('no automatic reply'),
  ].filter((phrase) => phrase !== false);
}
