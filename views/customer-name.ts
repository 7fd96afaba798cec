import { unknownSender } from '../src/domain/unknown-sender.ts';
import { t } from './words.ts';

/** @param label a customer's name, or the address where there is none. @returns what people read */
export function nameCustomer(label: string): string {
  return label === unknownSender ? t('Unknown sender') : label;
}
