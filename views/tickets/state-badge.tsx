import type { TicketState } from '../../src/domain/ticket.ts';
import { titleLevel } from '../ticket-words.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

const tones: Readonly<Record<TicketState, string>> = {
  new: 'busy',
  open: 'attention',
  waiting: '',
  closed: 'good',
};

export function StateBadge({ state }: { state: TicketState }) {
  return <span class={`badge ${tones[state]}`}>{titleLevel(state)}</span>;
}

/** When a waiting ticket opens again by itself. */
export function WaitsUntil({ at }: { at: Date }) {
  return <small class="waits-until">{rich('until {time}', { time: <Time at={at} isUntil /> })}</small>;
}

export function PriorityMark({ priority }: { priority: 'low' | 'high' }) {
  return <span class={`badge priority-${priority}`}>{priority === 'high' ? t('High') : t('Low')}</span>;
}
