import { isBlockedSender } from './mail-settings.ts';
import type { ParsedMessage, RobotClue } from './message.ts';
import { findRobotAddress } from './robot.ts';

/** Who seems to have written a message. */
type AuthorKind = RobotClue['kind'] | 'person' | 'own' | 'blocked' | 'flood';

export interface Authorship {
  readonly kind: AuthorKind;
  /** False for everything that could answer an answer, or that asks not to be answered. */
  readonly mayAutoReply: boolean;
  /** The header field or wording that tells, for the ticket's history; '' for a person who asks for nothing. */
  readonly because: string;
}
interface AuthorOptions {
  /** The addresses Postroom itself sends from, lower-case. */
  readonly ownAddresses: readonly string[];
  /** Addresses, or domains as `@example.com`, that an admin wants no automatic answer to go to. */
  readonly blockedSenders?: readonly string[];
}

type AuthorFacts = Pick<ParsedMessage, 'from'> & {
  readonly clues: Pick<ParsedMessage['clues'], 'robot' | 'asksForSilence'>;
};

/** Weighs what the message says of its author with what we know. */
export function findAuthorship({ from, clues }: AuthorFacts, options: AuthorOptions): Authorship {
  const { robot, asksForSilence } = clues;
  if (robot !== undefined && !robot.isWeak) return describe(robot);
  if (from !== undefined && options.ownAddresses.includes(from.address)) {
    return describe({ kind: 'own', because: 'own_address' });
  }
  if (robot !== undefined) return describe(robot);
  if (from !== undefined && isBlockedSender(options.blockedSenders ?? [], from.address)) {
    return describe({
      kind: 'blocked',
      because: 'never_answered',
    });
  }
  const because = asksForSilence ? 'X-Auto-Response-Suppress' : '';
  return { kind: 'person', mayAutoReply: !asksForSilence, because };
}

/** What an address alone says of whoever uses it. */
export function findAddressee(address: string, options: AuthorOptions): Authorship {
  const clues = { robot: findRobotAddress(address), asksForSilence: false };
  return findAuthorship({ from: { name: '', address }, clues }, options);
}

function describe({ kind, because }: Pick<Authorship, 'kind' | 'because'>): Authorship {
  return { kind, mayAutoReply: false, because };
}

/** Whether it is an out-of-office or other automatic answer: it goes to its ticket without reopening it. */
export function isAutomaticAnswer({ kind }: Authorship): boolean {
  return quiet.has(kind);
}

const quiet: ReadonlySet<AuthorKind> = new Set(['out_of_office', 'auto_reply', 'report', 'receipt', 'loop']);

/** @param kind as an article keeps it: 'no' for a person. @returns the words for its label, '' for none */
export function nameAuthor(kind: string): string {
  return labels[kind as keyof typeof labels] ?? '';
}

const labels = {
  out_of_office: 'Automatic: out of office',
  auto_reply: 'Automatic answer',
  notification: 'Automatic message',
  list: 'Mailing list',
  report: 'Report of a mail server',
  receipt: 'Read receipt',
  loop: 'Mail loop',
  own: 'From our own address',
  blocked: 'Never answered automatically',
  flood: 'Possible mail loop',
} satisfies Record<Exclude<AuthorKind, 'person'>, string>;
