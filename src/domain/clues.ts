import { readDeliveryReport } from './bounce.ts';
import { findInnerSenders } from './inner-senders.ts';
import type { MailClues, ParsedMessage, RobotClue } from './message.ts';
import { isExchangePlaceholder } from './placeholder.ts';
import { readReceipt } from './read-receipt.ts';
import { asksForSilence, findRobot } from './robot.ts';

export function findClues(message: Omit<ParsedMessage, 'clues' | 'digest'>): MailClues {
  const receipt = readReceipt(message);
  const report = receipt === undefined ? readDeliveryReport(message) : undefined;
  return {
    ...findInnerSenders(message),
    robot: nameReporter(findRobot(message), report !== undefined, receipt !== undefined),
    asksForSilence: asksForSilence(message),
    report,
    receipt,
    isPlaceholder: isExchangePlaceholder(message),
  };
}

/** Some gateways write another Content-Type around what a machine reports: the part itself says more than a weak sign. */
function nameReporter(
  found: RobotClue | undefined,
  hasReport: boolean,
  hasReceipt: boolean,
): RobotClue | undefined {
  if (hasReceipt && (found === undefined || found.isWeak)) {
    return { kind: 'receipt', because: 'message/disposition-notification', isWeak: false };
  }
  // A person may pass a report on.
  if (hasReport && found?.isWeak === true)
    return { kind: 'report', because: 'message/delivery-status', isWeak: false };
  return found;
}
