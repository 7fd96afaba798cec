import { blockCustomer } from './block-customer.ts';
import { eraseCustomer, noteCustomerExport } from './erase-customer.ts';
import { mergeCustomers } from './merge-customers.ts';
import { saveCustomer } from './save-customer.ts';

/** Who writes in. */
export const customerCommands = [
  blockCustomer,
  eraseCustomer,
  mergeCustomers,
  noteCustomerExport,
  saveCustomer,
] as const;
