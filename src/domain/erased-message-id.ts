import { hash } from 'node:crypto';

/** What stands in a receipt for the Message-ID of an erased message: enough to know it again, without what it says. */
export function eraseMessageId(messageId: string): string {
  if (messageId.startsWith(prefix)) return messageId;
  return prefix + hash('sha256', messageId, 'hex');
}

// No Message-ID begins so: it would lack the @ (RFC 5322 section 3.6.4).
const prefix = 'erased:';
