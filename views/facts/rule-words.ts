import type { RuleEffects, RuleFact } from '../../src/domain/facts/rule-fact.ts';
import { describeCondition } from '../../src/domain/filters/filter-words.ts';

/** What the rules did with a message, or why they did not. */
export function describeRule(rule: RuleFact): string {
  switch (rule.code) {
    case 'filter': {
      const done = listEffects(rule.effects).join(', ') || 'nothing, as what it captures was empty';
      return `Filter “${rule.filter.name}” applied (${rule.because.map(describeCondition).join(' and ')}): ${done}.`;
    }
    case 'header_fields':
      return `Header fields of the message applied: ${listEffects(rule.effects).join(', ')}.`;
    case 'header_not_understood':
      return `The header ${rule.header} says “${rule.value}”, which is not understood.`;
    case 'unknown_group':
      return `A header field asks for the group “${rule.group}”, which is none.`;
    case 'unknown_owner':
      return `A header field asks for the owner ${rule.owner}, who is no agent.`;
    case 'owner_may_not_answer':
      return `${rule.owner.name || 'The owner'} may not answer tickets of this group and did not become the owner.`;
  }
}

/** One phrase for each thing that was set: `group Sales`, `tag order-17`. */
function listEffects(effects: RuleEffects): string[] {
  const { group, owner, priority, state, tags = [], customer } = effects;
  return [
    effects.isIgnored === true && 'ignore the message',
    group !== undefined && `group ${group.name || '(gone)'}`,
    owner !== undefined && `owner ${owner.name || '(gone)'}`,
    priority !== undefined && `priority ${priority}`,
    state !== undefined && `state ${state}`,
    tags.length > 0 && `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`,
    customer !== undefined && `customer ${customer}`,
    effects.isInternal === true && 'internal',
    effects.noAutoReply === true && 'no automatic reply',
  ].filter((phrase) => phrase !== false);
}
