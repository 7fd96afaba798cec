import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

// What the simulated Graph keeps to, and the test that shows it: a rule that loses its test is missed here.

/** A name that a table gives. */
const refusedName = '$'.concat('{name} is refused with AADSTS');

type Rules = readonly (readonly [rule: string, file: string, name: string])[];

const shape: Rules = [
  [
    'a client of Microsoft’s own notices no difference',
    'graph-walk',
    'folders, page by page, and their children',
  ],
  ['an upload session is at another name, and refuses a token', 'graph-sending', 'small files are attached'],
  [
    'request-id, client-request-id, Date, types, Preference-Applied',
    'graph-reading',
    'every answer names its request',
  ],
  ['202 and 204 without a body or type', 'graph-sending', 'MIME by sendMail: 202 without a body'],
  ['errors in the envelope, 411, an unknown $select', 'graph-reading', 'errors come in the envelope'],
  [
    '/me and /users, in either case, %2F decoded before routing',
    'graph-batch',
    'a token is looked at before anything else',
  ],
  ["mailFolders/inbox and mailFolders('inbox')", 'graph-walk', 'folders, page by page, and their children'],
];

const state: Rules = [
  [
    'what one door does shows at the other',
    'graph-and-imap',
    'a mail that is read, moved or sent by one door',
  ],
  [
    'immutable and usual ids, both taken, case-sensitive',
    'graph-reading',
    'an immutable id stays when a message moves',
  ],
  ['@odata.etag from the changeKey, also under $select', 'graph-reading', 'a message: its properties'],
  [
    'folders: localised, ten a page, children, hidden, search, a slash',
    'graph-reading',
    'folders: localised',
  ],
  [
    'delta: its token remembers, pages by preference, $top does not page',
    'graph-delta',
    'ten a page unless preferred',
  ],
  ['delta: empty pages and repeats', 'graph-delta', 'pages without rows and repeated rows occur'],
  [
    'delta: isRead partial without etag, else the full row',
    'graph-delta',
    'a change of isRead is a part of a row',
  ],
  [
    'delta: a move out is @removed; A, B, A never comes back',
    'graph-delta',
    'a message that is moved out, or deleted',
  ],
  ['delta: a garbled token is 400', 'graph-delta', 'what a delta does not take'],
  ['delta: an aged token is 410', 'graph-delta', 'a token that is too old'],
  [
    'lists: 10 and 1,000, filters, InefficientFilter, Deleted Items in /messages',
    'graph-reading',
    'a list: ten, a thousand at most',
  ],
  ['$value is rebuilt, 8-bit kept, never the stored bytes', 'graph-reading', '$value is rebuilt'],
  ['PATCH, move, DELETE, permanentDelete, the second DELETE', 'graph-reading', 'read and flag are patched'],
];

const sending: Rules = [
  ['202 first, then Drafts to Sent after a delay', 'graph-sending', '202 means no more than Drafts'],
  ['base64 is checked strictly', 'graph-sending', 'base64 is checked strictly'],
  [
    'the directory’s name, lost headers, Bcc stripped',
    'graph-sending',
    'MIME by sendMail: 202 without a body',
  ],
  ['a foreign From denied or replaced', 'graph-sending', 'a foreign From is replaced, or denied'],
  ['Message-ID and draft id kept or replaced', 'graph-sending', 'a draft of MIME is sent under its id'],
  ['4 MB a request', 'graph-sending', 'a request of more than 4 MB is refused'],
  ['x- rules for JSON', 'graph-sending', 'JSON: x- headers by number and name'],
  ['a bad recipient is told of later', 'graph-sending', 'a recipient that is not there is told of later'],
  ['attachments and upload sessions', 'graph-sending', 'small files are attached'],
  ['$batch with a 429 inside', 'graph-batch', 'an item is throttled inside of a 200'],
];

const subscriptions: Rules = [
  ['the handshake to both addresses, clientState', 'graph-subscriptions', 'both addresses are asked first'],
  [
    'https on this machine, plain http by a switch, the ceiling and its text',
    'graph-subscriptions',
    'what is refused: a handshake',
  ],
  ['expiry, lifecycle events, reauthorize', 'graph-subscriptions', 'it is renewed, found, and over'],
  ['retries', 'graph-subscriptions', 'notifications come late, twice'],
  ['Microsoft’s own client subscribes', 'graph-walk', 'folders, page by page, and their children'],
];

const tokens: Rules = [
  ['secret, assertion, federated token', 'app-tokens', 'MSAL gets an app token by secret'],
  ['PS256 and RS256, x5t#S256 and x5t', 'app-tokens', 'an assertion is taken with either algorithm'],
  ['aud, iss, sub, exp and jti are looked at', 'app-tokens', refusedName],
  ['the metadata service of the machine', 'app-tokens', 'the metadata service gives tokens'],
  ['/common refused, one resource for each token (28000)', 'app-tokens', '/common gives no app token'],
  ['7000222 and 700027 past the end', 'app-tokens', 'a certificate past its end is refused'],
  [
    'audience first, then roles or the scope of Exchange, after a while',
    'app-tokens',
    "Graph takes Entra's roles",
  ],
  [
    'delegated: own, or Full Access and .Shared',
    'app-tokens',
    "a person's token for Graph opens the own mailbox",
  ],
  ['IMAP and SMTP: the right object id, FullAccess, SendAs', 'app-tokens', 'IMAP and SMTP let an app in'],
  [
    '/adminconsent takes permissions of one resource at a time',
    'authorize',
    'an administrator agrees to the permissions of one service',
  ],
];

const faults: Rules = [
  [
    'each fault that is an answer: 401, 403, 404, 409, 412, 410, 413, 429, 500, 503',
    'graph-faults',
    'every fault that is an answer comes once',
  ],
  ['Retry-After in seconds, as a date, none', 'graph-faults', 'Retry-After comes in seconds'],
  ['claims until they were asked for', 'graph-faults', 'claims are wanted until'],
  ['four at once for an app and a mailbox', 'graph-faults', 'four requests at once are taken'],
  [
    '200 without a body, HTML, half a body, foreign links, slow bytes',
    'graph-faults',
    'answers that are none',
  ],
  ['a sync state lost while paging', 'graph-faults', 'a sync state is lost in the middle'],
  [
    'cut before or after, sent at 503, never, twice, late, draft lost',
    'graph-faults',
    'sending: what is cut, lost, doubled or late',
  ],
  ['by user, mailbox, command and count', 'graph-faults', 'faults are set from outside'],
  [
    'notifications late, double, out of order, missing, forged, unknown',
    'graph-subscriptions',
    'notifications come late, twice',
  ],
  [
    'subscriptions refused and not renewed',
    'graph-subscriptions',
    'a subscription is refused, or not renewed',
  ],
];

for (const [title, rules] of Object.entries({ shape, state, sending, subscriptions, tokens, faults })) {
  test(`each rule of ${title} has its test`, () => {
    for (const [rule, file, name] of rules) {
      const source = readFileSync(`test/sandbox/${file}.test.ts`, 'utf8').replaceAll("\\'", "'");
      const names = [...source.matchAll(/\btest\(\s*(['"`])(.*?)\1,/gs)].map((found) => found[2] ?? '');
      assert.ok(
        names.some((each) => each.startsWith(name)),
        `${rule}: ${file} has no test “${name}…”`,
      );
    }
  });
}
