import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import type { TokenVerdict } from '../../src/sandbox/access.ts';
import { createCertificates } from '../../src/sandbox/ca.ts';
import { createFaults, type Faults } from '../../src/sandbox/faults.ts';
import { type ImapOptions, startImap } from '../../src/sandbox/imap.ts';
import { createMailboxes, type Mailbox, type Mailboxes } from '../../src/sandbox/mailboxes.ts';

export const address = 'help@contoso.example';
export const goodToken = 'token-of-nora';

export interface ImapBench extends AsyncDisposable {
  port: number;
  ca: string;
  mailboxes: Mailboxes;
  mailbox: Mailbox;
  faults: Faults;
  /** What every token but the good one gets is 'invalid'; this is for the good one. */
  verdict: { now: TokenVerdict };
  /** A client that is closed with the bench. */
  client(options?: Partial<ImapFlowOptions>): ImapFlow;
  connect(options?: Partial<ImapFlowOptions>): Promise<ImapFlow>;
}

/** The IMAP server with one mailbox, and imapflow to try it with. */
export async function openBench(options: Partial<ImapOptions> = {}): Promise<ImapBench> {
  const tls = await certificates;
  const mailboxes = createMailboxes();
  const mailbox = mailboxes.create(address);
  const faults = createFaults();
  const verdict = { now: { kind: 'granted' } as TokenVerdict };
  const verifyToken = (token: string): TokenVerdict =>
    token === goodToken ? verdict.now : { kind: 'invalid' };
  const server = await startImap({ tls, mailboxes, faults, verifyToken, ...options });
  const clients: ImapFlow[] = [];
  const client = (more: Partial<ImapFlowOptions> = {}) => {
    const made = new ImapFlow({
      host: 'localhost',
      port: server.port,
      secure: true,
      auth: { user: address, accessToken: goodToken },
      tls: { ca: tls.ca },
      logger: false,
      ...more,
    });
    made.on('error', () => undefined);
    clients.push(made);
    return made;
  };
  return {
    port: server.port,
    ca: tls.ca,
    mailboxes,
    mailbox,
    faults,
    verdict,
    client,
    async connect(more) {
      const made = client(more);
      await made.connect();
      return made;
    },
    async [Symbol.asyncDispose]() {
      for (const each of clients) each.close();
      await server.stop();
    },
  };
}

/** A small message with CRLF line ends. */
export function plainMail(subject: string, text = 'Hello', more: string[] = []): Buffer {
  const header = [
    'From: "Ada, Countess" <ada@customer.example>',
    `To: ${address}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(' ', '-').toLowerCase()}@customer.example>`,
    'Date: Mon, 02 Nov 2026 10:00:00 +0100',
    ...more,
  ];
  return Buffer.from(`${header.join('\r\n')}\r\n\r\n${text}\r\n`);
}

const certificates = createCertificates();
