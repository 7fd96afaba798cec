import { confirmDelivery, dismissDelivery, retryDelivery, seekDelivery } from './decide-delivery.ts';
import { rescheduleDelivery } from './reschedule-delivery.ts';

/** What is decided about mail that was not sent, or may not have been. */
export const outboxCommands = [
  confirmDelivery,
  dismissDelivery,
  rescheduleDelivery,
  retryDelivery,
  seekDelivery,
] as const;
