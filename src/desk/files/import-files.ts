import { hash } from 'node:crypto';
import * as z from 'zod';
import { listFileReceipts } from '../../db/file-receipts.ts';
import { type Group, listActiveGroups } from '../../db/groups.ts';
import type { Actor } from '../../domain/actor.ts';
import type { FileBatch, FileMail, FileResult } from '../../domain/file-batch.ts';
import { largestMegabytes } from '../../domain/mail-settings.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import type { DownloadedMail } from '../fetching/download-mail.ts';
import { createMailParser, isolateSuspects, loadSuspects, type Suspects } from '../fetching/parse-mail.ts';
import { describeFileSource } from '../incoming/file-source.ts';
import { storeBatch } from '../incoming/store-batch.ts';
import { type IncomingMail, loadStoreContext } from '../incoming/store-context.ts';
import { areCostly, takeStoreTurn } from '../incoming/store-turns.ts';
import { describeFileMail } from './describe-file-mail.ts';

/**
 * The command line: imports mail from files on the way of all mail: parsed in the parser processes, decided, stored in
 * batches with receipts. The same bytes are imported once for a group, so an import that was cut off is simply run again.
 * @returns one result for each message, in order. @throws AppError invalid for an unknown group
 */
export const importFiles = defineCommand({
  name: 'importFiles',
  input: z.strictObject({
    group: z.string().optional(),
    archiveBefore: z.string().optional(),
    withText: z.boolean(),
    connection: z.number().int().optional(),
    mails: z
      .array(
        z.strictObject({
          path: z.string(),
          raw: z.union([z.string(), z.instanceof(Uint8Array)]),
          size: z.number().nonnegative(),
          isOversized: z.boolean(),
          deliveredAt: z.string().optional(),
        }),
      )
      .readonly(),
  }),
  needs: 'operator',
  work({ desk, actor }, batch) {
    desk.memory.importFiles ??= createFileImport(desk);
    return desk.memory.importFiles(batch, actor);
  },
});

/** What one connection of the control socket brings: its order is that of the files. */
interface Connection {
  readonly source: string;
  readonly parse: Promise<(mails: DownloadedMail[]) => Promise<IncomingMail[]>>;
  storing: Promise<unknown>;
  underWay: number;
}

/** @returns what takes one batch after another; several may be under way, and no connection waits for another's mail */
function createFileImport(desk: Desk): (batch: FileBatch, actor: Actor) => Promise<FileResult[]> {
  const connections = new Map<number, Connection>();
  let suspects: Promise<Suspects> | undefined;
  let count = 0;
  const open = (number: number): Connection => {
    suspects ??= loadSuspects(desk);
    suspects.catch(() => {
      suspects = undefined;
    });
    const source = `files of ${number}`;
    const parse = suspects.then((loaded) => createOrderedParser(desk, loaded, source));
    return { source, parse, storing: Promise.resolve(), underWay: 0 };
  };
  return async (batch, actor) => {
    const { connection: number = 0 } = batch;
    const connection = connections.get(number) ?? open(number);
    connections.set(number, connection);
    connection.underWay += 1;
    const mails = batch.mails.map((mail) => receive(mail, String(++count), desk.now()));
    const parsed = connection.parse.then((parse) => parse(mails));
    // Waited for below, in the order of the batches; its failure is seen there.
    parsed.catch(() => undefined);
    const run = connection.storing.then(async () => {
      const incoming = await parsed;
      const turn = { source: connection.source, isCostly: areCostly(incoming) };
      return takeStoreTurn(desk, turn, () => store(desk, actor, batch, incoming));
    });
    connection.storing = run.catch(() => undefined);
    return run.finally(() => {
      connection.underWay -= 1;
      if (connection.underWay === 0) connections.delete(number);
    });
  };
}

function createOrderedParser(desk: Desk, suspects: Suspects, source: string) {
  const parse = createMailParser(desk, suspects, source);
  return async (mails: DownloadedMail[]) =>
    (await Promise.all(isolateSuspects(mails, suspects).map((part) => parse(part)))).flat();
}

function receive(
  { raw, size, isOversized, deliveredAt, path }: FileMail,
  place: string,
  now: Date,
): DownloadedMail {
  const bytes =
    typeof raw === 'string'
      ? Buffer.from(raw, 'base64')
      : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const oversized = { code: 'oversized', size, most: largestMegabytes * 1024 * 1024, from: 'file' } as const;
  return {
    place,
    path,
    raw: bytes,
    sha256: hash('sha256', bytes, 'hex'),
    size,
    receivedAt: deliveredAt === undefined ? now : new Date(deliveredAt),
    ...(isOversized ? { headerBecause: oversized } : {}),
  };
}

async function store(
  desk: Desk,
  actor: Actor,
  batch: FileBatch,
  parsed: readonly IncomingMail[],
): Promise<FileResult[]> {
  const group = await findGroup(desk, batch.group);
  const mails = parsed.map((mail) => ({ ...mail, receivedAt: dateOf(mail, desk.now()) }));
  const hashes = [...new Set(mails.map(({ sha256 }) => sha256))];
  const known = new Set((await listFileReceipts(desk.read, group.id, hashes)).map(({ sha256 }) => sha256));
  const fresh = [...Map.groupBy(mails, ({ sha256 }) => sha256)].flatMap(([sha256, [first]]) =>
    known.has(sha256) || first === undefined ? [] : [first],
  );
  const source = { channelId: null, importGroupId: group.id, folder: '', numbering: '' };
  const archiveBefore = batch.archiveBefore === undefined ? null : new Date(batch.archiveBefore);
  const context = await loadStoreContext(desk, describeFileSource(group.id, archiveBefore), source);
  await storeBatch(desk, { ...context, actor }, fresh);
  const stored = new Map(
    (await listFileReceipts(desk.read, group.id, hashes)).map((receipt) => [receipt.sha256, receipt]),
  );
  const isFresh = new Set<IncomingMail>(fresh);
  return mails.map((mail) =>
    describeFileMail(mail, stored.get(mail.sha256), { isFresh: isFresh.has(mail), withText: batch.withText }),
  );
}

/** The date in the header, because a file's own is that of its last copy; nothing is newer than now. */
function dateOf({ outcome, receivedAt }: IncomingMail, now: Date): Date {
  const date = outcome.kind === 'parsed' ? (outcome.message.date ?? receivedAt) : receivedAt;
  return date < now ? date : now;
}

async function findGroup(desk: Desk, name: string | undefined): Promise<Group> {
  const groups = await listActiveGroups(desk.read);
  const named = name === undefined ? groups : groups.filter((group) => group.name === name);
  const [group, ...more] = named;
  if (group !== undefined && more.length === 0) return group;
  const names = groups.map((each) => `"${each.name}"`).join(', ');
  throw new AppError(
    'invalid',
    name === undefined
      ? `There is more than one group; expected --group with one of ${names}.`
      : `There is no active group "${name}"; expected one of ${names}.`,
  );
}
