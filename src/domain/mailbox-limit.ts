import { AppError } from '../errors.ts';

const minute = 60_000;
/** One question to all mailboxes is always allowed; then so many mailboxes a minute. */
const mostEachMinute = 60;
const mostQuestions = 10;

export interface MailboxLimit {
  /**
   * Counts a question to so many mailboxes.
   * @param who asks. @throws AppError unavailable, with `retryAfter` in seconds
   */
  take(who: string, mailboxes: number): void;
}

interface Question {
  readonly at: number;
  readonly mailboxes: number;
}

/** What one person may ask of mail servers within a minute. Kept in memory. */
export function createMailboxLimit(now: () => number): MailboxLimit {
  const asked = new Map<string, Question[]>();
  return {
    take(who, mailboxes) {
      const at = now();
      for (const [name, questions] of asked) {
        const recent = questions.filter((each) => at - each.at < minute);
        if (recent.length === 0) asked.delete(name);
        else asked.set(name, recent);
      }
      const own = asked.get(who) ?? [];
      const [first] = own;
      const sum = own.reduce((total, each) => total + each.mailboxes, mailboxes);
      if (first !== undefined && (sum > mostEachMinute || own.length >= mostQuestions)) {
        const seconds = Math.max(1, Math.ceil((first.at + minute - at) / 1000));
        const message = `The mailboxes have been asked too often; ask again in ${seconds} s.`;
        throw new AppError('unavailable', message, { retryAfter: seconds });
      }
      asked.set(who, [...own, { at, mailboxes }]);
    },
  };
}
