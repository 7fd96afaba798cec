/** What Exchange Online takes from one mailbox. https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
const mostConnections = 3;
const mostPerMinute = 30;
const minute = 60_000;

/** Keeps each channel within three connections and thirty messages a minute. */
export function createSendPace(now: () => number) {
  const open = new Map<number, number>();
  const starts = new Map<number, number[]>();
  return {
    /** @returns whether a message of the channel may start; then `leave` must follow. */
    enter(channelId: number): boolean {
      const running = open.get(channelId) ?? 0;
      const recent = (starts.get(channelId) ?? []).filter((at) => at > now() - minute);
      if (running >= mostConnections || recent.length >= mostPerMinute) return false;
      open.set(channelId, running + 1);
      starts.set(channelId, [...recent, now()]);
      return true;
    },
    leave(channelId: number): void {
      open.set(channelId, (open.get(channelId) ?? 1) - 1);
    },
  };
}
