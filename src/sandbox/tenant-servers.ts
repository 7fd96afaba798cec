import { Hono } from 'hono';
import type { Log } from '../log.ts';
import { createControl } from './control.ts';
import type { ControlContext } from './control-context.ts';
import { createEntra } from './entra.ts';
import { startGraph } from './graph-server.ts';
import { startImap } from './imap.ts';
import type { ImapProfile } from './imap-session.ts';
import { createSandboxPages } from './page.tsx';
import { guardLoopback } from './page-guard.ts';
import { type RunningServer, serveApp } from './serve-app.ts';
import { startSmtp } from './smtp.ts';

interface ServerOptions {
  /** PEM. */
  tls: { key: string; cert: string };
  port: number | undefined;
  imapProfile: ImapProfile | undefined;
  log: Log | undefined;
}

/**
 * The pages are served twice: over TLS at the authority, as MSAL wants it, and over plain HTTP, so that a
 * person's browser signs in without a warning about the sandbox's certificate.
 */
export async function startServers(context: ControlContext, { tls, port, imapProfile, log }: ServerOptions) {
  const { state, mailboxes, sent } = context;
  const { directory, faults, access } = state;
  const app = new Hono().use(guardLoopback);
  app.route('/', createSandboxPages(context));
  app.route('/', createControl(context));
  app.route('/', createEntra(state));
  const logging = log ? { log } : {};
  const profile = imapProfile ? { profile: imapProfile } : {};
  const running: RunningServer[] = [];
  const start = async (server: Promise<RunningServer>) => {
    running.push(await server);
    return (await server).port;
  };
  const stop = async () => void (await Promise.all(running.map((server) => server.stop())));
  const { verifyImap: verifyToken, signInByPassword } = access;
  try {
    const ports = {
      pages: await start(serveApp(app, port ?? 0)),
      authority: await start(serveApp(app, 0, tls)),
      imap: await start(
        startImap({ tls, mailboxes, faults, verifyToken, signInByPassword, ...profile, ...logging }),
      ),
      graph: await start(startGraph(context.graph, tls)),
      smtp: await start(startSmtp({ tls, directory, access, mailboxes, faults, sent, ...logging })),
    };
    state.urls.authority = `https://localhost:${ports.authority}`;
    state.urls.pages = `http://localhost:${ports.pages}`;
    return { ports, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
