import type { SendingSettings } from '../../domain/sending-settings.ts';

const minute = 60_000;

/** Keeps each channel within its connections and its messages a minute. */
export function createSendPace(now: () => number) {
  const open = new Map<number, number>();
  const starts = new Map<number, number[]>();
  return {
    /** @returns whether a message of the channel may start; then `leave` must follow. */
    enter(channelId: number, limits: Pick<SendingSettings, 'connections' | 'messagesPerMinute'>): boolean {
      const running = open.get(channelId) ?? 0;
      const recent = (starts.get(channelId) ?? []).filter((at) => at > now() - minute);
      if (running >= limits.connections || recent.length >= limits.messagesPerMinute) return false;
      open.set(channelId, running + 1);
      starts.set(channelId, [...recent, now()]);
      return true;
    },
    leave(channelId: number): void {
      open.set(channelId, (open.get(channelId) ?? 1) - 1);
    },
  };
}
