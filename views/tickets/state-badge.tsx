import type { TicketState } from '../../src/domain/ticket.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

const looks = (): Readonly<Record<TicketState, readonly [label: string, tone: string]>> => ({
  new: [t('New'), 'busy'],
  open: [t('Open'), 'attention'],
  waiting: [t('Waiting'), ''],
  closed: [t('Closed'), 'good'],
});

export function StateBadge({ state }: { state: TicketState }) {
  const [label, tone] = looks()[state];
  return <span class={`badge ${tone}`}>{label}</span>;
}

/** When a waiting ticket opens again by itself. */
export function WaitsUntil({ at }: { at: Date }) {
  return <small class="waits-until">{rich('until {time}', { time: <Time at={at} isDate /> })}</small>;
}

export function PriorityMark({ priority }: { priority: 'low' | 'high' }) {
  return <span class={`badge priority-${priority}`}>{priority === 'high' ? t('High') : t('Low')}</span>;
}
