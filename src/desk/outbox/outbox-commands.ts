import { confirmDelivery, dismissDelivery, retryDelivery, seekDelivery } from './decide-delivery.ts';

/** What is decided about mail that was not sent, or may not have been. */
export const outboxCommands = [confirmDelivery, dismissDelivery, retryDelivery, seekDelivery] as const;
