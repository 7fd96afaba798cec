import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { MailReader } from '../../src/domain/mail-reading.ts';
import { createMailSignal } from '../../src/domain/mail-signal.ts';
import { createGraphLanes } from '../../src/microsoft/graph-lanes.ts';
import { type GraphReaderOptions, openGraphReader } from '../../src/microsoft/graph-reader.ts';
import type { Mailbox, MailFolder } from '../../src/sandbox/mailboxes.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/tenant.ts';
import { plainMail } from './imap-support.ts';

export interface GraphReply {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  /** Empty where the answer has no JSON. */
  json: Record<string, unknown>;
}

export interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer | string | Record<string, unknown>;
  withoutToken?: boolean;
}

/** Speaks to the sandbox's Graph as no library would. */
export function createGraphClient(sandbox: Sandbox, token: string) {
  const agent = new Agent({ ca: sandbox.ca, keepAlive: true });
  /** @param path below /v1.0, or a whole address */
  const ask = (path: string, options: AskOptions = {}): Promise<GraphReply> => {
    const url = path.startsWith('https:') ? path : `${sandbox.graph.urls.graph}/v1.0/${path}`;
    const { body } = options;
    const isJson = body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body);
    const content = isJson ? JSON.stringify(body) : body;
    const headers = {
      ...(options.withoutToken ? {} : { Authorization: `Bearer ${token}` }),
      Prefer: 'IdType="ImmutableId"',
      ...(isJson ? { 'Content-Type': 'application/json' } : {}),
      ...(options.method === 'POST' ? { 'Content-Length': String(Buffer.byteLength(content ?? '')) } : {}),
      ...options.headers,
    };
    return send(agent, url, options.method ?? 'GET', headers, content);
  };
  return {
    ask,
    /** @returns the JSON of an answer that went well */
    async get(path: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
      const reply = await ask(path, { headers });
      if (reply.status >= 300) throw new Error(`${reply.status} ${reply.bytes}`);
      return reply.json;
    },
    close: () => agent.destroy(),
  };
}

export type GraphClient = ReturnType<typeof createGraphClient>;

/** A token as Entra would give it, without the way to it. @param upn undefined for the app itself */
export function giveToken(
  sandbox: Sandbox,
  upn: string | undefined,
  scopes: string[],
  audience = 'https://graph.microsoft.com',
): string {
  const token = randomUUID();
  const person = sandbox.directory.people.find((each) => each.upn === upn);
  sandbox.entra.access.remember(token, {
    jti: token,
    upn,
    clientId: sandbox.app.clientId,
    scopes,
    audience,
    tenantId: person?.tenantId ?? sandbox.directory.tenantId,
    expiresAt: sandbox.entra.now() + 3_600_000,
  });
  return token;
}

function send(
  agent: Agent,
  url: string,
  method: string,
  headers: Record<string, string>,
  body: Buffer | string | undefined,
): Promise<GraphReply> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        const json = isJson ? JSON.parse(String(bytes)) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, json });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

export function errorOf(reply: GraphReply): { code: string; message: string } {
  return reply.json.error as { code: string; message: string };
}

/** @returns the rows of a list */
export function rowsOf(json: Record<string, unknown>): Record<string, unknown>[] {
  return json.value as Record<string, unknown>[];
}

/** Leaves no message in any folder. */
export function emptyMailbox(mailbox: Mailbox): void {
  for (const folder of mailbox.listFolders()) emptyFolder(mailbox, folder);
}

export function emptyFolder(mailbox: Mailbox, folder: MailFolder): void {
  mailbox.expunge(
    folder,
    folder.messages.map(({ uid }) => uid),
  );
}

/** A tenant of its own with one mailbox that is read by Graph, and a clock that each message moves on. */
export async function startReadingScene(
  address: string,
  options: Omit<SandboxOptions, 'now' | 'sampleMessages'> = {},
) {
  const beginning = Date.parse('2026-11-02T10:00:00Z');
  let time = beginning;
  const sandbox = await startSandbox({ ...options, sampleMessages: 0, now: () => time });
  const mailbox = sandbox.mailboxes.get(address);
  if (mailbox === undefined) throw new Error(`The sandbox has no mailbox ${address}`);
  const token = giveToken(sandbox, address, ['Mail.ReadWrite']);
  const lanes = createGraphLanes(sandbox.ca);
  const mailSignal = createMailSignal();
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return {
    sandbox,
    mailbox,
    beginning,
    token,
    pass,
    open: (changes: Partial<GraphReaderOptions> = {}): MailReader =>
      openGraphReader({
        graph: sandbox.graph.urls.graph,
        mailbox: address,
        lanes,
        deletesForGood: false,
        mailSignal,
        getToken: async () => token,
        stepMilliseconds: 5000,
        ...changes,
      }),
    deliver(subject: string, text?: string): number {
      pass(1000);
      return sandbox.mailboxes.deliver(address, plainMail(subject, text), { internalDate: new Date(time) });
    },
    /** As at the start: no mail, no faults. */
    reset() {
      time = beginning;
      sandbox.faults.clear();
      sandbox.graph.settings.hasDeltaQuirks = true;
      emptyMailbox(mailbox);
    },
    async close() {
      lanes.agent.destroy();
      await sandbox.stop();
    },
  };
}

export type ReadingScene = Awaited<ReturnType<typeof startReadingScene>>;
