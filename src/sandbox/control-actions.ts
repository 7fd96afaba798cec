import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import { appActions } from './control-app-actions.ts';
import type { ControlContext } from './control-context.ts';
import { graphActions } from './control-graph-actions.ts';
import { findPerson } from './directory.ts';
import { isFaultKind } from './entra-faults.ts';
import { addSecret, revokeGrants } from './entra-state.ts';
import type { Fault, FaultKind } from './faults.ts';

type Action = (context: ControlContext, input: Record<string, unknown>) => unknown;

const optionalNumber = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce.number().optional(),
);
const optionalText = z.preprocess((value) => (value === '' ? undefined : value), z.string().optional());
const kind = z.custom<FaultKind>(
  (value) => typeof value === 'string' && isFaultKind(value),
  'not a fault kind',
);
const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
);

const faultInput = z.object({
  mailbox: z.string().min(1),
  kind,
  times: optionalNumber,
  command: optionalText,
  value: optionalNumber,
  words: optionalText,
});
const messageInput = z.object({
  to: z.string().min(3),
  from: z.string().default('Robin Visitor <robin@visitor.example>'),
  subject: z.string().default('Hello'),
  text: z.string().default(''),
  /** The whole message instead; base64. */
  raw: optionalText,
  folder: optionalText,
  flags: z.array(z.string()).optional(),
  /** When it came in. */
  date: z.coerce.date().optional(),
});
const settingsInput = z.object({
  consentPolicy: z.enum(['user', 'admin']).optional(),
  tokenLifetimeSeconds: optionalNumber,
  refreshIdleSeconds: optionalNumber,
  takesPasswords: flag.optional(),
  propagationSeconds: optionalNumber,
});
const registrationInput = z.object({
  isEnabled: flag.optional(),
  isMultiTenant: flag.optional(),
  allowsPersonal: flag.optional(),
  isPublic: flag.optional(),
  requiresAssignment: flag.optional(),
  assigned: z.array(z.string()).optional(),
  redirectUris: z.array(z.object({ uri: z.string(), platform: z.enum(['web', 'spa']) })).optional(),
});

/** Each is `POST /control/<name>`, with JSON or a form. */
export const actions: Record<string, Action> = {
  ...appActions,
  ...graphActions,
  faults({ state }, input) {
    const { mailbox, ...fault } = faultInput.parse(input);
    state.faults.set(mailbox, dropUndefined(fault) as Fault);
    return { mailbox, fault };
  },
  'fault-clearances'({ state }, input) {
    const asked = z.object({ mailbox: optionalText, kind: kind.optional() }).parse(input);
    state.faults.clear(asked.mailbox, asked.kind);
    return { left: state.faults.list().length };
  },
  messages({ state, mailboxes }, input) {
    const message = messageInput.parse(input);
    const raw =
      message.raw === undefined ? writeMessage(message, state.now()) : Buffer.from(message.raw, 'base64');
    const { folder, flags, date } = message;
    const uid = mailboxes.deliver(message.to, raw, dropUndefined({ folder, flags, internalDate: date }));
    return { mailbox: message.to, uid };
  },
  revocations({ state }, input) {
    const { upn } = z.object({ upn: z.string() }).parse(input);
    const person = findPerson(state.directory, upn);
    if (!person) throw new AppError('not_found', `The sandbox has nobody called ${upn}.`);
    revokeGrants(state, person.upn);
    return { upn: person.upn };
  },
  'secret-expiries'({ state }) {
    const secrets = state.apps.flatMap((app) => app.secrets);
    for (const secret of secrets) secret.expiresAt = Math.min(secret.expiresAt, state.now());
    return { expired: secrets.length };
  },
  secrets({ state }, input) {
    const { days } = z.object({ days: z.coerce.number().default(180) }).parse(input);
    const [app] = state.apps;
    return addSecret(app, state.now() + days * 24 * 3600 * 1000);
  },
  settings({ state }, input) {
    Object.assign(state.settings, dropUndefined(settingsInput.parse(input)));
    return state.settings;
  },
  registration({ state }, input) {
    const changes = dropUndefined(registrationInput.parse(input));
    for (const app of state.apps) Object.assign(app, changes);
    return state.apps[0];
  },
  'consent-answers'({ state }, input) {
    const { approved } = z.object({ approved: flag }).parse(input);
    const answered = state.apps.map(({ clientId }) => state.consents.answer(clientId, approved));
    return { answered: answered.reduce((sum, each) => sum + each, 0) };
  },
  'consent-withdrawals'({ state }) {
    for (const { clientId } of state.apps) state.consents.withdraw(clientId);
    return {};
  },
};

function writeMessage(message: z.infer<typeof messageInput>, now: number): Buffer {
  const lines = [
    `From: ${encodeHeader(message.from)}`,
    `To: ${message.to}`,
    `Subject: ${encodeHeader(message.subject)}`,
    `Date: ${new Date(message.date ?? now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@visitor.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    ...message.text.split(/\r?\n/),
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** RFC 2047: an encoded word stands for whole words. */
function encodeHeader(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  const foreignWords = /\S*[^\x20-\x7e]\S*(?: +\S*[^\x20-\x7e]\S*)*/g;
  return line.replace(foreignWords, (words) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`);
}

/** exactOptionalPropertyTypes: what was not given is not there. */
function dropUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
