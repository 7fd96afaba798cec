import { unknownSender } from '../src/domain/unknown-sender.ts';
import { t } from './words.ts';

/** @param email stands where a customer has no name. @returns what people read */
export function nameCustomer(name: string, email = ''): string {
  const label = name || email;
  return label === unknownSender ? t('Unknown sender') : label;
}
