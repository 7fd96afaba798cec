import { type Context, Hono } from 'hono';
import { ZodError } from 'zod';
import { AppError } from '../errors.ts';
import { actions } from './control-actions.ts';
import type { ControlContext } from './control-context.ts';
import { readHeader, type SentMessage } from './smtp-delivery.ts';

/** What drives the sandbox from another process: reads as GET, actions as POST under `/control`. */
export function createControl(context: ControlContext): Hono {
  const app = new Hono();
  const { state, mailboxes, sent } = context;
  app.get('/control/tenant', (c) => c.json(describeTenant(context)));
  app.get('/control/faults', (c) => c.json(state.faults.list()));
  app.get('/control/consent-requests', (c) => c.json(state.consents.listRequests()));
  app.get('/control/sent', (c) => c.json(sent.map(describeSent)));
  app.get('/control/mailboxes', (c) =>
    c.json(mailboxes.list().map(({ address }) => describe(context, address))),
  );
  app.get('/control/mailboxes/:address', (c) => c.json(describe(context, c.req.param('address'), true)));
  app.get('/control/mailboxes/:address/:uid', (c) => {
    const folder = find(context, c.req.param('address')).findFolder(c.req.query('folder') ?? 'INBOX');
    const message = folder?.messages.find(({ uid }) => uid === Number(c.req.param('uid')));
    if (!message) throw new AppError('not_found', 'There is no such message.');
    return c.body(new Uint8Array(message.raw), 200, { 'Content-Type': 'message/rfc822' });
  });
  for (const [name, act] of Object.entries(actions)) {
    app.post(`/control/${name}`, async (c) => {
      const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/.test(
        c.req.header('Content-Type') ?? '',
      );
      const input = isForm ? await c.req.parseBody() : await readJson(c);
      const result = await act(context, input);
      return isForm ? c.redirect(`/#${name}`, 303) : c.json(result ?? {});
    });
  }
  app.onError((error, c) => {
    if (error instanceof ZodError) return c.json({ error: { code: 'invalid', message: error.message } }, 400);
    if (!(error instanceof AppError)) state.log?.error('sandbox failed', { error });
    const code = error instanceof AppError ? error.code : 'internal';
    return c.json(
      { error: { code, message: error.message } },
      code === 'not_found' ? 404 : code === 'invalid' ? 400 : 500,
    );
  });
  return app;
}

function describeSent(message: SentMessage) {
  return {
    ...message,
    subject: readHeader(message.raw, 'subject') ?? '',
    raw: message.raw.toString('base64'),
    delivered: message.delivered.toString('base64'),
  };
}

function describeTenant({ state }: ControlContext) {
  const { directory, apps, settings, urls } = state;
  return { directory, apps, settings, urls };
}

function find({ mailboxes }: ControlContext, address: string) {
  const mailbox = mailboxes.get(address);
  if (!mailbox) throw new AppError('not_found', `The sandbox has no mailbox ${address}.`);
  return mailbox;
}

function describe(context: ControlContext, address: string, withMessages = false) {
  const mailbox = find(context, address);
  const folders = mailbox.listFolders().map(({ path, uidValidity, uidNext, messages }) => ({
    path,
    uidValidity,
    uidNext,
    total: messages.length,
    unseen: messages.filter(({ flags }) => !flags.has('\\Seen')).length,
    ...(withMessages
      ? {
          messages: messages.map(({ uid, raw, flags, internalDate }) => ({
            uid,
            flags: [...flags],
            internalDate,
            size: raw.length,
            from: readHeader(raw, 'from') ?? '',
            subject: readHeader(raw, 'subject') ?? '',
            messageId: readHeader(raw, 'message-id') ?? '',
          })),
        }
      : {}),
  }));
  return { address: mailbox.address, folders };
}

async function readJson(c: Context): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new AppError('invalid', 'The body is not JSON.', { cause });
  }
  throw new AppError('invalid', 'The body is not a JSON object.');
}
