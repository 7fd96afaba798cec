import { type ChannelState, channelStates } from '../../src/domain/channel.ts';
import { say } from '../said.ts';

export function ChannelBadge({ state }: { state: ChannelState }) {
  const { label, tone } = channelStates[state];
  return <span class={`badge ${tone}`}>{say(label)}</span>;
}
