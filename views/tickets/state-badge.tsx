import type { TicketState } from '../../src/domain/ticket.ts';

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
