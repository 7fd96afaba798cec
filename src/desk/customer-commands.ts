import { blockCustomer } from './customers/block-customer.ts';
import { eraseCustomer } from './customers/erase-customer.ts';
import { mergeCustomers } from './customers/merge-customers.ts';
import { saveCustomer } from './customers/save-customer.ts';
import type { Desk } from './desk.ts';

/** What people do about customers. Who may is checked where the request comes in. */
export function customerCommands(desk: Desk) {
  return {
    saveCustomer: (input: Parameters<typeof saveCustomer>[1]) => saveCustomer(desk, input),
    blockCustomer: (input: Parameters<typeof blockCustomer>[1]) => blockCustomer(desk, input),
    mergeCustomers: (input: Parameters<typeof mergeCustomers>[1]) => mergeCustomers(desk, input),
    eraseCustomer: (input: Parameters<typeof eraseCustomer>[1]) => eraseCustomer(desk, input),
  };
}
