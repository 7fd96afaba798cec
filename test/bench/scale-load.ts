import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { selfCommand } from '../../src/sea.ts';
import { createVisitor, type Visitor } from '../support/app.ts';
import { scaleAdmin } from '../support/scale-file.ts';

// What happens to a program with the file of `scale` while it is measured.

/** @returns the browser of an agent, the first of whom is 0 */
export async function signInAgent(url: string, index: number): Promise<Visitor> {
  const visitor = createVisitor(url);
  const { status } = await visitor.post('/login', {
    email: `agent${index + 2}@scale.example`,
    password: scaleAdmin.password,
  });
  if (status !== 303) throw new Error(`agent ${index + 2} cannot sign in: ${status}`);
  return visitor;
}

interface ComingMail {
  readonly dataPath: string;
  readonly perSecond: number;
  readonly signal: AbortSignal;
  /** How many have come. */
  readonly counts: { mails: number };
}

/** A file of messages every two seconds, by the program's own import. */
export async function bringMail({ dataPath, perSecond, signal, counts }: ComingMail): Promise<void> {
  const together = perSecond * 2;
  while (!signal.aborted) {
    const due = wait(2000);
    const call = selfCommand('import', '-', '--data', dataPath, '--group', 'Group 1');
    const child = spawn(call.command, call.args, { stdio: ['pipe', 'ignore', 'inherit'] });
    for (let index = 0; index < together; index++) child.stdin.write(makeMail(counts.mails + index));
    child.stdin.end();
    await once(child, 'exit');
    counts.mails += together;
    await due;
  }
}

function makeMail(index: number): string {
  const id = `${process.pid}-${index}`;
  const head = `From sender@shop.example Mon Mar  2 10:00:00 2026\nFrom: Customer ${index} <c${id}@shop.example>\nTo: support1@scale.example`;
  return `${head}\nSubject: Order ${index}\nMessage-ID: <${id}@load.example>\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n\nWhere is my order ${index}?\n\n`;
}
