import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoAdmin, walkThroughDemo } from '../../src/demo/demo-walk.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import german from '../../views/texts/de.json' with { type: 'json' };
import deskGerman from '../../views/texts/desk.de.json' with { type: 'json' };
import { startTestApp, type TestApp, type Visitor } from '../support/app.ts';
import {
  createCannedAnswer,
  createFilter,
  createMailAccount,
  createWebhook,
  quarantineOne,
} from '../support/filled-desk.ts';
import { pageWords } from '../support/page-words.ts';
import { listPlainForms, type PlainForm, sendPlainForm } from '../support/plain-forms.ts';

// Every page that links lead to, as the server sends it: in a language that is made of marks, and by a browser without JavaScript.

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
  await createFilter(running);
  await createWebhook(running);
  await createCannedAnswer(running);
  await createMailAccount(running);
  await quarantineOne(running, sandbox);
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
  /^(?:INBOX|IMAP|SMTP|STARTTLS|TLS|UTC|X-Priority|Ticket#|Europe\/Berlin|(?:\d+ )?[\d.,]+ [KMG]B,?|: (?:IMAP|SMTP))$/,
  /^\/|^https?:|^\[?#?[\w.]*[\d-]{4,}[\w-]*,?\]?$|^[a-z_]+[:.][a-z_.,: ]+$|^[a-z]+ [0-9a-f]{8}-|[0-9a-f]{8}-[0-9a-f]{4}|\{\{/,
  /^(?:send|settings|facts|metrics|page|tell|command_line|fetch:\d+|ticket\.\w+|smtp\.example\.com)$/,
  /^(?:Microsoft 365|Microsoft Teams|Microsoft Graph|Slack|Mattermost|ntfy|RE2|Entra)$/,
  /^(?:English|Deutsch|Français|Español|Italiano|Nederlands|Polski|Português)(?:, UTC)?$/,
  /^Hello |We have received your message|^Thank you for writing/,
  /→/,
  // What filled-desk makes, and a message as it came.
  /The old account|A box in a box|^Shop\b|Invoices|invoice|^For accounting|^Thanks\b|^Dear Kai Moor/,
  /ECONNREFUSED/,
  // Lines for a terminal.
  /^postroom (?:backup|restore) /,
  /^(?:From|Subject|Message-ID|MIME-Version|Content-Type)$|^multipart\/mixed/,
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
    const found = new Map<string, string>();
    const visited = await crawl(person, (path, html) => {
      for (const text of listTexts(html)) {
        const left = takeMessages(text);
        if (/\p{L}{2}/u.test(left) && ![...apart, folders].some((each) => each.test(left)))
          found.set(left, path);
      }
    });
    assert.deepEqual([...found], []);
    const ofAdmins = visited.filter((path) => /^\/(?:settings|channels|quarantine)/.test(path));
    if (who === agent) assert.deepEqual(ofAdmins, []);
    else assert.ok(ofAdmins.includes('/settings/audit'), visited.join('\n'));
    assert.ok(visited.length > (who === agent ? 15 : 40), `${visited.length} pages were found`);
  });
}

// Last: what the forms do is done.
test('every form of every page is sent without JavaScript, and nothing else stands there', async () => {
  const found = new Map<string, PlainForm>();
  const faults: string[] = [];
  const admin = running.visitor();
  for (const who of [undefined, agent, demoAdmin]) {
    const person = who === demoAdmin ? admin : running.visitor();
    if (who !== undefined) await person.post('/login', { email: who.email, password: who.password });
    await person.post('/account/place', { language: 'en', timeZone: '' });
    await crawl(person, (path, html) => {
      const read = listPlainForms(path, html);
      faults.push(...read.faults);
      // The admin comes last: what he sends has the token of his session.
      for (const form of read.forms) found.set(kindOf(form), form);
    });
  }
  const forms = [...found.values()].sort((one, other) => rank(one) - rank(other));
  const seen = new Set<string>();
  for (const form of forms) {
    const fault = await judge(admin, form, await sendAsPeopleDo(admin, form), seen);
    if (fault !== undefined) faults.push(`${form.page}: ${form.method} ${kindOf(form)}: ${fault}`);
  }
  assert.deepEqual(faults, []);
  assert.ok(forms.length > 100, `${forms.length} forms were found`);
});

/** What has changed meanwhile, by a duty of Postroom's own say, makes people look at the page again and send once more. */
async function sendAsPeopleDo(person: Visitor, form: PlainForm): Promise<Response> {
  const answer = await sendPlainForm(person, form);
  if (answer.status !== 409) return answer;
  const html = await (await person.get(form.page)).text();
  const again = listPlainForms(form.page, html).forms.find((each) => kindOf(each) === kindOf(form));
  return again === undefined ? answer : sendPlainForm(person, again);
}

/** Forms that differ in numbers and in what was typed are one. */
function kindOf({ method, action, fields }: PlainForm): string {
  const names = fields.map(([name, value]) =>
    /^(?:do|step|view|by)$/.test(name) ? `${name}=${value}` : name,
  );
  return `${method} ${action.replace(/\d+/g, 'N').replace(/=[^&]*/g, '=')} ${[...new Set(names)].sort()}`;
}

/** What takes something away comes when the rest is done. */
function rank({ action }: PlainForm): number {
  if (/logout/.test(action)) return 3;
  if (/password|second-factor|ended-sessions/.test(action)) return 2;
  return /deletion|remov|revocation|erasure|merge|discard|dismissal|deactivation|pause|rollback/.test(action)
    ? 1
    : 0;
}

/** What is answered otherwise, and why. */
const exceptions: Readonly<Record<string, number>> = {
  // Nobody has this empty address and password.
  '/login': 401,
  // A browser sends no tag that is empty: the field is required.
  '/tickets/N/tags': 400,
  // The page of the message says why it still cannot be read.
  '/quarantine/N/attempts': 409,
  // The page says that it is decided already: it was imported by the form before.
  '/quarantine/N/discard': 409,
  // Mail has to land somewhere.
  '/settings/groups/N/deactivation': 409,
};

/** @returns what is wrong with the answer: it has to be a whole page, or lead to one */
async function judge(person: Visitor, form: PlainForm, answer: Response, seen: Set<string>) {
  const whole = /^<!doctype html>[\s\S]*<h1[\s\S]*<\/html>\s*$/i;
  const text = await answer.text();
  const location = answer.headers.get('location');
  if (answer.status === 303 && location !== null) {
    const kind = location.replace(/\d+/g, 'N').replace(/=[^&]*/g, '=');
    if (!location.startsWith('/') || seen.has(kind)) return undefined;
    seen.add(kind);
    const next = await person.get(location);
    const page = await next.text();
    return next.status === 200 && whole.test(page) ? undefined : `leads to ${next.status} at ${location}`;
  }
  const isFile = answer.headers.has('content-disposition');
  if (answer.status === 200 && (isFile || whole.test(text))) return undefined;
  // What has to be filled in first is asked for on the page.
  if (answer.status === 422 && form.method === 'post' && whole.test(text)) return undefined;
  if (answer.status === exceptions[form.action.replace(/\d+/g, 'N')] && whole.test(text)) return undefined;
  return `${answer.status} ${pageWords(text).slice(0, 300)}`;
}

async function crawl(person: Visitor, look: (path: string, html: string) => void): Promise<string[]> {
  const kinds = new Set<string>();
  const queue = ['/tickets', '/account', '/nothing-here'];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = path.replace(/\d+/g, 'N').replace(/=[^&]*/g, '=');
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    const answer = await person.get(path);
    const html = await answer.text();
    assert.ok(answer.status < 400 || path === '/nothing-here', `${answer.status} at ${path}`);
    if (!/^text\/html/.test(answer.headers.get('content-type') ?? '')) continue;
    queue.push(...listLinks(html));
    look(path, html);
  }
  return [...kinds];
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
