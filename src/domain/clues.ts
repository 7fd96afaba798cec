import { readDeliveryReport } from './bounce.ts';
import { findInnerSenders } from './inner-senders.ts';
import type { Address, MailClues, ParsedMessage, ReadReceipt, RobotClue } from './message.ts';
import { isExchangePlaceholder } from './placeholder.ts';
import { readReceipt } from './read-receipt.ts';
import { isReceiptLetter } from './receipt-letter.ts';
import { asksForSilence, findRobot } from './robot.ts';

/** @param attachedSenders who has written the messages that are attached to it */
export function findClues(
  message: Omit<ParsedMessage, 'clues' | 'digest'>,
  attachedSenders: readonly (Address | undefined)[],
): MailClues {
  const receipt = readReceipt(message);
  const report = receipt === undefined ? readDeliveryReport(message) : undefined;
  return {
    ...findInnerSenders({ ...message, attachedSenders }),
    robot: nameReporter(findRobot(message), report !== undefined, findReceiptSign(message, receipt)),
    asksForSilence: asksForSilence(message),
    report,
    receipt,
    isPlaceholder: isExchangePlaceholder(message),
  };
}

function findReceiptSign(
  message: Parameters<typeof isReceiptLetter>[0],
  receipt: ReadReceipt | undefined,
): string | undefined {
  if (receipt !== undefined) return 'message/disposition-notification';
  return isReceiptLetter(message) ? 'read receipt wording' : undefined;
}

/** Some gateways write another Content-Type around what a machine reports: the part itself says more than a weak sign. */
function nameReporter(
  found: RobotClue | undefined,
  hasReport: boolean,
  receiptSign: string | undefined,
): RobotClue | undefined {
  if (receiptSign !== undefined && (found === undefined || found.isWeak)) {
    return { kind: 'receipt', because: receiptSign, isWeak: false };
  }
  // A person may pass a report on.
  if (hasReport && found?.isWeak === true)
    return { kind: 'report', because: 'message/delivery-status', isWeak: false };
  return found;
}
