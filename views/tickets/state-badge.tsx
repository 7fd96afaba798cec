import type { TicketState } from '../../src/domain/ticket.ts';
import { Time } from '../time.tsx';

const looks: Readonly<Record<TicketState, readonly [label: string, tone: string]>> = {
  new: ['New', 'busy'],
  open: ['Open', 'attention'],
  waiting: ['Waiting', ''],
  closed: ['Closed', 'good'],
};

export function StateBadge({ state }: { state: TicketState }) {
  const [label, tone] = looks[state];
  return <span class={`badge ${tone}`}>{label}</span>;
}

/** When a waiting ticket opens again by itself. */
export function WaitsUntil({ at }: { at: Date }) {
  return (
    <small class="waits-until">
      until <Time at={at} isDate />
    </small>
  );
}

export function PriorityMark({ priority }: { priority: 'low' | 'high' }) {
  return <span class={`badge priority-${priority}`}>{priority === 'high' ? 'High' : 'Low'}</span>;
}
