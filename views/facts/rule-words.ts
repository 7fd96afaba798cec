import type { RuleEffects, RuleFact } from '../../src/domain/facts/rule-fact.ts';
import { describeCondition } from '../../src/domain/filters/filter-words.ts';
import { say } from '../said.ts';
import { nameLevel } from '../ticket-words.ts';
import { t } from '../words.ts';

/** What the rules did with a message, or why they did not. */
export function describeRule(rule: RuleFact): string {
  switch (rule.code) {
    case 'filter': {
      const done = describeEffects(rule.effects).join(', ') || t('nothing, as what it captures was empty');
      return t('Filter “{name}” applied ({value}): {done}.', {
        name: rule.filter.name,
        value: rule.because.map((each) => describeCondition(each, say)).join(` ${t('and')} `),
        done,
      });
    }
    case 'header_fields':
      return t('Header fields of the message applied: {value}.', {
        value: describeEffects(rule.effects).join(', '),
      });
    case 'header_not_understood':
      return t('The header {header} says “{value}”, which is not understood.', {
        header: rule.header,
        value: rule.value,
      });
    case 'unknown_group':
      return t('A header field asks for the group “{group}”, which is none.', { group: rule.group });
    case 'unknown_owner':
      return t('A header field asks for the owner {owner}, who is no agent.', { owner: rule.owner });
    case 'owner_may_not_answer':
      return t('{name} may not answer tickets of this group and did not become the owner.', {
        name: rule.owner.name || t('The owner'),
      });
  }
}

/** @returns one phrase for each thing that is set: `group Sales`, `tag order-17` */
export function describeEffects(effects: RuleEffects): string[] {
  const { group, owner, priority, state, tags = [], customer } = effects;
  return [
    effects.isIgnored === true && t('ignore the message'),
    group !== undefined && t('group {name}', { name: group.name || t('(gone)') }),
    owner !== undefined && t('owner {name}', { name: owner.name || t('(gone)') }),
    priority !== undefined && t('priority {priority}', { priority: nameLevel(priority) }),
    state !== undefined && t('state {state}', { state: nameLevel(state) }),
    tags.length > 0 &&
      t('{count, plural, one {tag} other {tags}} {tags}', { count: tags.length, tags: tags.join(', ') }),
    customer !== undefined && t('customer {customer}', { customer }),
    effects.isInternal === true && t('internal'),
    effects.noAutoReply === true && t('no automatic reply'),
  ].filter((phrase) => phrase !== false);
}
