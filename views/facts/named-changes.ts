import type { Fact } from '../../src/domain/facts/fact.ts';
import type { Change, Value } from '../../src/domain/facts/shape.ts';
import { wordTable } from '../../src/domain/word-table.ts';

/** What is called what now, by id. */
interface ThingNames {
  readonly channels: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
  readonly users: ReadonlyMap<number, string>;
  readonly addresses: ReadonlyMap<number, string>;
}

const namesBehind = wordTable<keyof ThingNames>({
  channelId: 'channels',
  groupId: 'groups',
  groupIds: 'groups',
  ownerId: 'users',
  localAdminId: 'users',
  emailAddressId: 'addresses',
});

/** @returns the fact with names where its changes have ids; what has gone since keeps its number */
export function nameChangedThings<F extends Fact>(fact: F, names: ThingNames): F {
  if (!('changes' in fact.data) || !Array.isArray(fact.data.changes)) return fact;
  const changes = (fact.data.changes as readonly Change[]).map((change) => nameThing(change, names));
  return { ...fact, data: { ...fact.data, changes } };
}

function nameThing(change: Change, names: ThingNames): Change {
  const kind = namesBehind[change.field];
  if (kind === undefined || 'isSecret' in change) return change;
  const nameOf = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(nameOf);
    return typeof value === 'number' ? (names[kind].get(value) ?? `#${value}`) : value;
  };
  return { ...change, before: nameOf(change.before), after: nameOf(change.after) };
}
