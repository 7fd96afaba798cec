import assert from 'node:assert/strict';
import { diagnosisRules } from '../../src/domain/diagnosis/diagnosis.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type ConnectedApp, query } from './microsoft.ts';
import { readable } from './page-words.ts';
import { waitFor } from './wait-for.ts';

/** The only channel of a program beside a sandbox, as its page and its row say. */
export interface WatchedChannel {
  readChannel(): Promise<Record<string, unknown>>;
  isWatching(): Promise<boolean>;
  /** @returns its page without icons, as people read it */
  readPage(): Promise<string>;
  /** @returns the subject of a mail that has come for it */
  deliver(): string;
  /** A mail comes, the faults strike, and the page says what row `code` says. @returns the mail's subject */
  provoke(faults: readonly (readonly [mailbox: string, fault: Fault])[], code: string): Promise<string>;
  /** It works again: the mail of the fault is there once, and the page says that it has recovered. */
  expectRecovery(subject: string): Promise<void>;
}

/** @param path of its page. @param mailbox its address */
export function watchChannelOf(connected: ConnectedApp, path: string, mailbox: string): WatchedChannel {
  let mails = 0;
  const channel: WatchedChannel = {
    readChannel: async () => (await query(connected.postroom, 'SELECT * FROM channels'))[0] ?? {},
    async isWatching() {
      const { state, failure_code } = await channel.readChannel();
      return state === 'watching' && failure_code === null;
    },
    readPage: async () => readable(await (await connected.admin.get(path)).text()),
    deliver() {
      const subject = `Fault number ${++mails}`;
      const mail = `From: carla@customer.example\r\nSubject: ${subject}\r\nMessage-ID: <${mails}@x.example>\r\n\r\nHi`;
      connected.sandbox.mailboxes.deliver(mailbox, Buffer.from(mail));
      return subject;
    },
    async provoke(faults, code) {
      for (const [of, fault] of faults) connected.sandbox.faults.set(of, fault);
      const subject = channel.deliver();
      await connected.admin.post(`${path}/fetches`, {});
      await waitFor(async () => (await channel.readChannel()).failure_code !== null);
      assert.equal((await channel.readChannel()).failure_code, code);
      expectRow(await channel.readPage(), code);
      return subject;
    },
    async expectRecovery(subject) {
      await waitFor(channel.isWatching);
      const found = await query(connected.postroom, `SELECT id FROM articles WHERE subject = '${subject}'`);
      assert.equal(found.length, 1);
      assert.match(await channel.readPage(), /Works again since|It works again/);
    },
  };
  return channel;
}

function expectRow(page: string, code: string): void {
  const rule = diagnosisRules.find((each) => each.code === code);
  assert.ok(page.includes(`<h2>${rule?.title ?? 'Something that Postroom does not know'}</h2>`), code);
  if (rule !== undefined) assert.ok(page.includes(rule.step), code);
}
