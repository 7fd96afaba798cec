import { randomUUID } from 'node:crypto';
import type { AlertRoute } from '../../domain/alert-news.ts';
import { type Failure, findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';
import { composeMail } from '../../mail/compose.ts';
import type { Desk } from '../desk.ts';
import type { MailWay } from './mail-way.ts';

/** A mail to our own people: an alert, a letter about an account, a notice of what happened. */
interface OwnMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly date: Date;
  /** Of the address that it goes out from; a Message-ID of no meaning unless given. */
  readonly identify?: (from: string) => {
    readonly messageId: string;
    readonly references: readonly string[];
  };
}

/** Why a way has not taken a mail. */
export interface WayRefusal {
  readonly route: AlertRoute;
  readonly text: string;
  /** Of the server or the line; undefined where it did not come so far. */
  readonly failure: Failure | undefined;
}

/** `unknown`: handed over, and no answer came. */
export type PeopleOutcome =
  | { readonly kind: 'sent'; readonly route: AlertRoute; readonly assignedId: string | undefined }
  | ({ readonly kind: 'unknown' } & WayRefusal)
  /** One for each way, in their order. */
  | { readonly kind: 'failed'; readonly refusals: readonly WayRefusal[] };

/**
 * Hands a mail to the first of the ways that takes it. Where it may have gone no other is tried: nobody gets it twice. Why a
 * way has not taken it is written to the log. Never throws.
 * @param what names the mail in the log
 */
export async function sendToPeople(
  desk: Desk,
  what: string,
  ways: readonly MailWay[],
  mail: OwnMail,
): Promise<PeopleOutcome> {
  const refusals: WayRefusal[] = [];
  for (const way of ways) {
    const outcome = await sendBy(desk, way, mail).catch((error: unknown) => toRefusal(way, error));
    if (outcome.kind !== 'refused') return outcome;
    const { route, text, failure } = outcome;
    desk.log.warn('mail to our own people not taken', { mail: what, route, reason: text });
    refusals.push({ route, text, failure });
  }
  return { kind: 'failed', refusals };
}

type Attempt = Exclude<PeopleOutcome, { kind: 'failed' }> | ({ readonly kind: 'refused' } & WayRefusal);

async function sendBy(desk: Desk, way: MailWay, mail: OwnMail): Promise<Attempt> {
  const raw = await compose(desk, way.from, mail);
  const sender = await way.open();
  try {
    const envelope = { from: way.from, to: mail.to };
    // Nobody looks up later what became of it.
    const keepTrail = async () => undefined;
    const outcome = await sender.send({ envelope, raw, earlier: undefined, keepTrail });
    const { route } = way;
    if (outcome.kind === 'sent') return { kind: 'sent', route, assignedId: outcome.assignedId };
    const { failure } = outcome;
    const kind = outcome.kind === 'unknown' ? 'unknown' : 'refused';
    return { kind, route, text: failure.text, failure };
  } finally {
    sender.close();
  }
}

function toRefusal({ route }: MailWay, error: unknown): Attempt {
  const failure = findFailure(error);
  return { kind: 'refused', route, text: failure?.text ?? toAppError(error).message, failure };
}

function compose(desk: Desk, from: string, { to, subject, text, date, identify }: OwnMail): Promise<Buffer> {
  const { messageId, references } = identify?.(from) ?? {
    messageId: `${randomUUID()}@${new URL(desk.publicUrl).hostname}`,
    references: [],
  };
  return composeMail({
    from: { name: 'Postroom', address: from },
    to: to.map((address) => ({ name: '', address })),
    cc: [],
    subject,
    topic: subject,
    messageId,
    inReplyTo: undefined,
    references,
    date,
    text,
    isAutomatic: true,
    isUnasked: true,
  });
}
