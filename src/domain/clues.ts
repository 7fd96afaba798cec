import { readDeliveryReport } from './bounce.ts';
import { findInnerSenders } from './inner-senders.ts';
import type { MailClues, ParsedMessage } from './message.ts';
import { isExchangePlaceholder } from './placeholder.ts';
import { readReceipt } from './read-receipt.ts';
import { asksForSilence, findRobot } from './robot.ts';

export function findClues(message: Omit<ParsedMessage, 'clues' | 'digest'>): MailClues {
  const receipt = readReceipt(message);
  return {
    ...findInnerSenders(message),
    robot: findRobot(message),
    asksForSilence: asksForSilence(message),
    report: receipt === undefined ? readDeliveryReport(message) : undefined,
    receipt,
    isPlaceholder: isExchangePlaceholder(message),
  };
}
