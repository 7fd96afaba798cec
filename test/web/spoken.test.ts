import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoAdmin, walkThroughDemo } from '../../src/demo/demo-walk.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import german from '../../views/texts/de.json' with { type: 'json' };
import deskGerman from '../../views/texts/desk.de.json' with { type: 'json' };
import { startTestApp, type TestApp, type Visitor } from '../support/app.ts';

// Every page in a language in which each message is its own English between ⟦ and ⟧: what stands outside was never asked for.

let sandbox: Sandbox;
let running: TestApp;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 6 });
  running = await startTestApp({ POSTROOM_CLOUD: sandbox.cloudFile });
  const report = await walkThroughDemo(running.app, sandbox, 0);
  assert.equal(report.error, undefined);
  const line = running.app.desk.as({ kind: 'command_line' });
  await line.call('addUser', { ...agent, name: 'An Agent', role: 'agent' });
  for (const catalogue of [german, deskGerman] as Record<string, string>[]) {
    // Values are no part of a message: words that are put in have to be messages themselves.
    for (const key of Object.keys(catalogue)) catalogue[key] = `⟦${key.replace(value, '⟧{$1}⟦')}⟧`;
  }
});
after(async () => {
  await running?.stop();
  await sandbox?.stop();
});

/** In ICU's syntax `one {ticket}` is no value. */
const value = /(?<!\b(?:one|other) )\{(\w+)\}/g;
const agent = { email: 'agent@brightwater.example', password: 'paddle-with-others' };
/** Names, mail and codes; a group's words to its customers; what a change of a setting is called in the audit log. */
const apart = [
  // Intl writes these in the reader's language.
  /^[\d.,]+ (?:Sek|Min|Std)\.$/,
  /\.example\b|@example\.com$|^(?:(?:Demo Admin|An Agent|Brightwater Support|Support|Sandbox|node|Postroom)[:, ]*)+$|\p{Script=Cyrillic}/u,
  /^(?:INBOX|IMAP|SMTP|STARTTLS|TLS|UTC|X-Priority|Ticket#|Europe\/Berlin|(?:\d+ )?[\d.,]+ [kM]B,?|: (?:IMAP|SMTP))$/,
  /^\/|^https?:|^\[?#?[\w.]*[\d-]{4,}[\w-]*,?\]?$|^[a-z_]+[:.][a-z_.,: ]+$|^[a-z]+ [0-9a-f]{8}-|[0-9a-f]{8}-[0-9a-f]{4}|\{\{/,
  /^(?:send|settings|facts|metrics|page|tell|command_line|fetch:\d+|ticket\.\w+|smtp\.example\.com)$/,
  /^(?:Microsoft 365|Microsoft Teams|Microsoft Graph|Slack|Mattermost|ntfy|RE2|Entra)$/,
  /^(?:English|Deutsch|Français|Español|Italiano|Nederlands|Polski|Português)(?:, UTC)?$/,
  /^Hello |We have received your message|^Thank you for writing/,
  /→/,
];
/** Folders of the mailbox. */
const folders =
  /^(?:Anfragen|Archive|Conversation History|Deleted Items|Drafts|Junk Email|Outbox|Sent Items|Technik)/;

for (const who of [demoAdmin, agent]) {
  test(`${who.email} reads nothing that is not translated`, async () => {
    const person = running.visitor();
    await person.post('/login', { email: who.email, password: who.password });
    await person.post('/account/place', { language: 'de', timeZone: '' });
    // The page after it still carries what was said before.
    await person.get('/account');
    const { found, visited } = await crawl(person);
    assert.ok(visited.length > 15, visited.join(' '));
    assert.deepEqual([...found], []);
  });
}

async function crawl(person: Visitor) {
  const kinds = new Set<string>();
  const found = new Map<string, string>();
  const queue = ['/tickets', '/account', '/nothing-here'];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = path.replace(/\d+/g, 'N').replace(/=[^&]*/g, '=');
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    const answer = await person.get(path);
    const html = await answer.text();
    if (!/^text\/html/.test(answer.headers.get('content-type') ?? '')) continue;
    queue.push(...listLinks(html));
    for (const text of listTexts(html)) {
      const left = takeMessages(text);
      if (/\p{L}{2}/u.test(left) && ![...apart, folders].some((each) => each.test(left)))
        found.set(left, kind);
    }
  }
  return { found, visited: [...kinds] };
}

function listLinks(html: string): string[] {
  return [...html.matchAll(/<a [^>]*href="(\/[^"#]*)/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter((href) => !/^\/oauth|\/(?:file|raw|export|trace)(?:\?|$)|^\/(?:attachments|api)\//.test(href));
}

/** @returns what a page shows or reads out, but for mail, names and code */
function listTexts(html: string): string[] {
  const page = html.replace(
    /<(svg|script|style|code|samp|kbd|time|textarea|template|bdi|datalist)\b[\s\S]*?<\/\1>/g,
    ' ',
  );
  const attributes = page.matchAll(/ (?:aria-label|title|placeholder|alt|data-label)="([^"]*)"/g);
  const texts = page.replace(/<\/?(?:a|b|strong|em|i|span|small|br|mark)\b[^>]*>/g, ' ').split(/<[^>]*>/);
  const plain = (text: string) =>
    text
      .replace(/&#?\w+;/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  return [...[...attributes].map(([, text = '']) => text), ...texts].map(plain).filter((text) => text !== '');
}

function takeMessages(text: string): string {
  for (let left = text; ; ) {
    const next = left.replace(/⟦[^⟦⟧]*⟧/g, ' ');
    if (next === left) return left.replace(/\s+/g, ' ').trim();
    left = next;
  }
}
