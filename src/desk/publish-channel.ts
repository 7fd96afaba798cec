import type { Act } from './command.ts';

/** After the commit: the pages read the channel again. @param options.isWoken the scheduler looks at it now, too */
export function publishChannel(
  { desk, after }: Pick<Act, 'desk' | 'after'>,
  channelId: number,
  { isWoken = false }: { readonly isWoken?: boolean } = {},
): void {
  after(() => desk.publish({ kind: 'channel', channelId }));
  if (isWoken) after(() => desk.wake(channelId));
}
