import type * as z from 'zod';
import type { Reader, Tx } from '../db/care/open.ts';
import { insertFacts } from '../db/facts.ts';
import type { Viewer } from '../db/ticket-access.ts';
import type { Actor } from '../domain/actor.ts';
import type { Fact } from '../domain/facts/fact.ts';
import type { Matter } from '../domain/matters.ts';
import { AppError } from '../errors.ts';
import { assertSeen } from './assert-seen.ts';
import type { Desk } from './desk.ts';
import {
  assertNeed,
  assertPerson,
  assertProven,
  assertRole,
  findStanding,
  type Need,
  type Proven,
  type Role,
  type Standing,
} from './rights.ts';
import { assertScope } from './token-scopes.ts';

/** One thing that somebody can have done. Whoever calls it is checked by it: there is no other way in. */
export interface Command<Name extends string = string, Given = unknown, Output = unknown> {
  readonly name: Name;
  /** Whoever asks for it from a page that is older than what others have done with it is told so first. */
  readonly takesLook: boolean;
  /** @throws AppError invalid (with fields), unauthorized, not_found, forbidden, and what the work itself throws */
  perform(desk: Desk, actor: Actor, given: Given): Promise<Output>;
}

/** Who may: a role, perhaps proven again, or an access level on each of the things that the input names. */
type Needs<Input> = Role | Proven | ((input: Input) => readonly Need[]);

interface Terms<Name extends string, Schema extends z.ZodType> {
  readonly name: Name;
  readonly input: Schema;
  readonly needs: Needs<z.output<Schema>>;
  /** What somebody has looked at before he asks for it. @throws AppError not_found, forbidden where he may not see it */
  about?(input: z.output<Schema>, db: Reader, viewer: Viewer): Matters | Promise<Matters>;
}

/** Undefined where the input names none yet. */
type Matters = Matter | undefined | readonly Matter[];

/** For work within one transaction: what is checked, done and recorded holds together. */
type Immediate<Input, Output> = { run(act: Act, input: Input): Promise<Output> };
/** For work that waits, for a network or for a hash: rights are decided before it, and again in every transaction. */
type Lasting<Input, Output> = { work(work: Work, input: Input): Promise<Output> };

/** The transaction in which something is done. */
export interface Act extends Standing {
  readonly desk: Desk;
  readonly tx: Tx;
  readonly now: Date;
  readonly actor: Actor;
  readonly viewer: Viewer;
  /** For what the input does not name. @throws AppError not_found, forbidden */
  need(need: Need): Promise<void>;
  /** For what takes proof by what the input says. @throws AppError forbidden */
  needProof(): void;
  /** @returns the user who acts. @throws AppError forbidden where none does */
  person(): number;
  /** Notes what happened, with who did it. */
  record(fact: Fact): void;
  /** What follows once it is durable: telling pages, waking who waits for it, a line in the log. */
  after(then: () => void): void;
}

/** Of a command that does more than one transaction, or waits for something outside of them. */
export interface Work extends Standing {
  readonly desk: Desk;
  readonly actor: Actor;
  /** @returns the user who acts. @throws AppError forbidden where none does */
  person(): number;
  /** One transaction. @throws AppError as the command does, when rights have gone meanwhile */
  write<Output>(fn: (act: Act) => Promise<Output>): Promise<Output>;
}

export function defineCommand<Name extends string, Schema extends z.ZodType, Output>(
  command: Terms<Name, Schema> & (Immediate<z.output<Schema>, Output> | Lasting<z.output<Schema>, Output>),
): Command<Name, z.input<Schema>, Output> {
  return {
    name: command.name,
    takesLook: command.about !== undefined,
    async perform(desk, actor, given) {
      const input = readInput(command.input, given);
      const needs = typeof command.needs === 'function' ? command.needs(input) : command.needs;
      let isSeen = false;
      const act: ActIn = (fn) =>
        actIn({ name: command.name, desk, actor, needs }, async (each) => {
          // What its own first transaction has changed stops no later one.
          if (!isSeen) {
            const matters = (await command.about?.(input, each.tx, each.viewer)) ?? [];
            await assertSeen(each, [matters].flat());
          }
          const done = await fn(each);
          isSeen = true;
          return done;
        });
      if ('run' in command) return act((each) => command.run(each, input));
      const standing = await decide(desk.read, { name: command.name, desk, actor, needs });
      const person = () => assertPerson(standing);
      return command.work({ ...standing, desk, actor, person, write: act }, input);
    },
  };
}

interface Asked {
  /** Of the command. */
  readonly name: string;
  readonly desk: Desk;
  readonly actor: Actor;
  readonly needs: Role | Proven | readonly Need[];
}

type ActIn = <Output>(fn: (act: Act) => Promise<Output>) => Promise<Output>;

async function actIn<Output>(asked: Asked, fn: (act: Act) => Promise<Output>): Promise<Output> {
  const { desk, actor } = asked;
  const facts: Fact[] = [];
  const following: (() => void)[] = [];
  const output = await desk.write(async (tx) => {
    const standing = await decide(tx, asked);
    const now = desk.now();
    const done = await fn({
      ...standing,
      desk,
      tx,
      actor,
      now,
      need: (need) => assertNeed(tx, standing, need),
      needProof: () => assertProven(standing),
      person: () => assertPerson(standing),
      record: (fact) => facts.push(fact),
      after: (then) => following.push(then),
    });
    const rows = facts.map((fact) => ({ at: now, actor, fact }));
    await insertFacts(tx, rows);
    return done;
  });
  for (const then of following) then();
  return output;
}

async function decide(db: Desk['read'], { name, desk, actor, needs }: Asked): Promise<Standing> {
  const standing = await findStanding(db, actor, desk.now());
  assertScope(name, standing.scopes);
  if (typeof needs === 'string') assertRole(standing, needs);
  else if ('isProven' in needs) {
    assertRole(standing, needs.role);
    assertProven(standing);
  } else {
    assertRole(standing, 'user');
    for (const need of needs) await assertNeed(db, standing, need);
  }
  return standing;
}

/** @throws AppError invalid, with each wrong field by its path, as in `filter.actions.tags` */
function readInput<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const fields: Record<string, string> = {};
  for (const { path, message } of read.error.issues) fields[path.join('.')] ??= message;
  const listed = Object.entries(fields).map(([path, message]) => `${path || 'input'}: ${message}`);
  throw new AppError('invalid', `The request does not fit. ${listed.join('; ')}`, { fields });
}
