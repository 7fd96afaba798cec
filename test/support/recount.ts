import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import type { Desk } from '../../src/desk/desk.ts';
import { noteFault, type SurvivedFault, secondsSince } from './fault-tally.ts';
import { doneFolder, type MailWorld, type PreparedMailbox } from './mail-world.ts';

/** What verify-import.mjs prints. */
export interface Recount {
  readonly receipts: number;
  readonly articles: number;
  readonly quarantined: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly doubled: number;
  readonly changed: number;
}

/** The long run is meant to find something; the short one to stay short. */
export const isLongRun = process.env.POSTROOM_FAULTS === 'long';

/**
 * Compares what was in a mailbox with the data file, by a script that shares no code with the program.
 * @throws Error that carries the script's report when anything is lost, doubled or changed
 */
export function recount(
  world: MailWorld,
  mailbox: PreparedMailbox,
  survived: SurvivedFault,
  more: readonly string[] = [],
): Recount {
  const inbox = world.dovecot.mailFolder(mailbox.address);
  const places = {
    delete: ['--left', join(inbox, 'cur')],
    mark_read: ['--kept', join(inbox, 'cur'), '--read', join(inbox, 'cur')],
    move: ['--left', join(inbox, 'cur'), '--kept', join(inbox, `.${doneFolder}`, 'cur')],
  };
  const where = more.includes('--still') ? [] : places[mailbox.afterImport];
  const args = ['scripts/verify-import.mjs', mailbox.dataPath, mailbox.sources, ...where, ...more];
  const recoveredSeconds = secondsSince(survived.endedAt);
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  console.log(`# ${stdout.trim()}`);
  const report = stdout.startsWith('{') ? (JSON.parse(stdout) as Recount) : undefined;
  if (report !== undefined) {
    const { lost, doubled, changed } = report;
    noteFault({ fault: survived.fault, tries: survived.tries, lost, doubled, changed, recoveredSeconds });
  }
  if (report === undefined || status !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`);
  return report;
}

/** The same as `look` through the desk's own connection: two copies of SQLite in one process undo each other's locks. */
export async function lookAt({ read }: Pick<Desk, 'read'>): Promise<{ receipts: number; unsettled: number }> {
  const [row] = await read.all<{ receipts: number; unsettled: number }>(countReceipts);
  return row ?? { receipts: 0, unsettled: 0 };
}

const countReceipts =
  'SELECT count(*) AS receipts, count(*) FILTER (WHERE settled_at IS NULL) AS unsettled FROM receipts';

/** For a file that another process has open. @returns undefined while the file cannot be read: its process is about to open it */
export function look(dataPath: string): { receipts: number; unsettled: number } | undefined {
  try {
    const db = new DatabaseSync(dataPath, { readOnly: true });
    try {
      const row = db.prepare(countReceipts).get();
      return { receipts: Number(row?.receipts), unsettled: Number(row?.unsettled) };
    } finally {
      db.close();
    }
  } catch (error) {
    if (/busy|locked|unable to open|readonly/i.test(String(error))) return undefined;
    throw error;
  }
}

/** @returns whether the machine has a command that a test needs. */
/** Looks twice a second: to look more often would cost what is measured. */
export async function untilReceipts(dataPath: string, wanted: number): Promise<void> {
  while ((look(dataPath)?.receipts ?? 0) < wanted) await wait(500);
}

export function hasCommand(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
