import type { ParsedMessage } from '../../domain/message.ts';
import { checkSender, type SenderCheck } from '../../domain/sender-check.ts';
import type { StoreContext } from './store-context.ts';

/** @returns whether a message comes from whom it says, by the word of the servers that its channel trusts */
export function checkSenderOf(
  { authentication, from }: Pick<ParsedMessage, 'authentication' | 'from'>,
  { channel }: Pick<StoreContext, 'channel'>,
): SenderCheck {
  return checkSender(
    authentication,
    from,
    channel.kind === 'microsoft365' ? 'exchange' : channel.trustedServers,
  );
}
