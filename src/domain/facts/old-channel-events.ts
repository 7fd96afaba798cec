import { wordTable } from '../word-table.ts';
import type { ChannelFact } from './channel-facts.ts';
import type { OldFact } from './old-ticket-events.ts';

// What versions before the stream of facts wrote into the log of a channel. What cannot be read stays words.

type OldChannelFact = OldFact<ChannelFact>;

/** What a failure is called. */
interface FailureTitle {
  readonly code: string;
  readonly title: string;
}

/** @returns undefined for words that say nothing known */
export function readOldChannelEvent(
  text: string,
  kind: string,
  titles: readonly FailureTitle[],
): OldChannelFact | undefined {
  const known = plain[text];
  if (known !== undefined) return known;
  if (kind === 'failure') return readFailure(text, titles);
  for (const [pattern, read] of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return read(found.slice(1).map((each) => each ?? ''));
  }
  return undefined;
}

const plain = wordTable<OldChannelFact>({
  'It works again.': { kind: 'channel.recovered', data: {} },
  'Access token refreshed.': { kind: 'channel.token_refreshed', data: {} },
  'Account and password saved.': { kind: 'channel.account_saved', data: {} },
  'Rolled back to the user name and the password; the sign-in at Microsoft was dropped.': {
    kind: 'channel.rolled_back',
    data: {},
  },
  'The old user name and password were erased; the migration cannot be rolled back any more.': {
    kind: 'channel.old_account_erased',
    data: {},
  },
  'Deleted.': { kind: 'channel.deleted', data: {} },
  'Disabled.': { kind: 'channel.paused', data: {} },
  'Enabled.': { kind: 'channel.resumed', data: {} },
  'Fetch asked for.': { kind: 'channel.fetch_asked', data: {} },
});

const patterns: readonly (readonly [
  pattern: RegExp,
  read: (parts: readonly string[]) => OldChannelFact | undefined,
])[] = [
  [/^Account (\S{1,320}) added\.$/, ([account = '']) => ({ kind: 'channel.added', data: { account } })],
  [
    /^E-mail account (\S{1,320}) added\.$/,
    ([account = '']) => ({ kind: 'channel.added', data: { account, isEmail: true } }),
  ],
  [/^(\S{1,320}) signed in again\.$/, ([account = '']) => ({ kind: 'channel.signed_in', data: { account } })],
  [
    /^Migrated to Microsoft 365: (\S{1,320}) signed in\.$/,
    ([account = '']) => ({ kind: 'channel.migrated', data: { account } }),
  ],
  [
    /^Started, with (\d{1,9}) messages? waiting in the folder\.$/,
    ([messages]) => ({ kind: 'channel.started', data: { messages: Number(messages) } }),
  ],
  [
    /^Address (\S{1,320}) (added|saved)\.(?: (.{1,300}) sends from \S{1,320} now\.)?$/,
    ([address = '', deed, sender = '']) => ({
      kind: 'channel.address_saved',
      data: {
        address,
        isNew: deed === 'added',
        ...(sender === '' ? {} : { sender: { id: null, name: sender } }),
      },
    }),
  ],
  [
    /^(\S{1,320}) is the primary address now\.$/,
    ([address = '']) => ({ kind: 'channel.address_primary', data: { address } }),
  ],
  [
    /^Address (\S{1,320}) removed\.$/,
    ([address = '']) => ({ kind: 'channel.address_removed', data: { address, left: [] } }),
  ],
  [
    /^(?:Imported (\d{1,9}) messages?\.)?(?: ?The server lists (\d{1,9}) more and sends nothing for them; they are asked for again\.)?$/,
    ([stored, withheld]) => ({
      kind: 'channel.fetched',
      data: { stored: Number(stored), withheld: Number(withheld) },
    }),
  ],
  [
    /^Marked (\d{1,9}) messages? read on the server\.$/,
    ([count]) => ({ kind: 'channel.settled', data: { action: 'mark_read', count: Number(count) } }),
  ],
  [
    /^Deleted (\d{1,9}) messages? on the server\.$/,
    ([count]) => ({ kind: 'channel.settled', data: { action: 'delete', count: Number(count) } }),
  ],
  [
    /^Moved (\d{1,9}) messages? to (.{1,500}) on the server\.$/s,
    ([count, folder = '']) => ({
      kind: 'channel.settled',
      data: { action: 'move', count: Number(count), folder },
    }),
  ],
];

/** Goes by the title of the diagnosis, where that is the title of one alone, or of one of IMAP: channels were read by that. */
function readFailure(text: string, titles: readonly FailureTitle[]): OldChannelFact | undefined {
  const fitting = titles.filter(({ title }) => text.startsWith(`${title}: `) || isWait(text, title));
  const ofImap = fitting.filter(({ code }) => code.startsWith('imap_'));
  const [rule, ...others] = fitting.length === 1 ? fitting : ofImap;
  if (rule === undefined || others.length > 0) return undefined;
  const rest = text.slice(rule.title.length);
  const [, seconds, said = ''] = /^(?: for (\d{1,9}) s)?: (.*)$/s.exec(rest) ?? [];
  const wait = seconds === undefined ? {} : { seconds: Number(seconds) };
  return { kind: 'channel.failed', data: { code: rule.code, text: said, ...wait } };
}

function isWait(text: string, title: string): boolean {
  return text.startsWith(title) && /^ for \d{1,9} s: /.test(text.slice(title.length));
}
