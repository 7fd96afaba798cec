import type { BulkAction } from '../../src/domain/bulk-action.ts';
import { t } from '../words.ts';

/** @returns what was done with so many tickets: "3 tickets closed." */
export function describeBulkChange(action: BulkAction, changed: number): string {
  switch (action.kind) {
    case 'state':
      return describeState(action.state, changed);
    case 'owner':
      return action.ownerId === null
        ? t('{changed} {changed, plural, one {ticket has} other {tickets have}} no owner any more.', {
            changed,
          })
        : t('{changed} {changed, plural, one {ticket} other {tickets}} assigned.', { changed });
    case 'group':
      return t('{changed} {changed, plural, one {ticket} other {tickets}} moved.', { changed });
    case 'priority':
      return t('{changed} {changed, plural, one {ticket has} other {tickets have}} another priority.', {
        changed,
      });
    case 'tag':
      return t('{changed} {changed, plural, one {ticket} other {tickets}} tagged.', { changed });
    case 'seen':
      return t('{changed} {changed, plural, one {ticket} other {tickets}} marked as read.', { changed });
  }
}

function describeState(state: 'open' | 'waiting' | 'closed', changed: number): string {
  switch (state) {
    case 'closed':
      return t('{changed} {changed, plural, one {ticket} other {tickets}} closed.', { changed });
    case 'waiting':
      return t('{changed} {changed, plural, one {ticket waits} other {tickets wait}}.', { changed });
    case 'open':
      return t('{changed} {changed, plural, one {ticket is} other {tickets are}} open.', { changed });
  }
}
