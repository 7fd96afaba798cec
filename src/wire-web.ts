import type { RequestListener } from 'node:http';
import { resolve } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Closers } from './closers.ts';
import type { Config } from './config.ts';
import { openReader, type Reader } from './db/care/open.ts';
import { listClouds } from './desk/microsoft/clouds.ts';
import { createReaderClient } from './threads/reader-client.ts';
import { createAdmission } from './web/admission.ts';
import { createCallers } from './web/callers.ts';
import type { WebContext } from './web/context.ts';
import { takeDeskTurns } from './web/desk-turns.ts';
import { createDiskWatch } from './web/disk-watch.ts';
import { createPace } from './web/pace.ts';
import { createPresence } from './web/presence.ts';
import { takeReadTurns } from './web/read-turns.ts';
import { createRoutes } from './web/routes.ts';
import { createViewCounts } from './web/view-counts.ts';

/**
 * Wires everything that answers requests; the data file is there by now.
 * @returns `close` ends the open event streams @throws AppError unavailable
 */
export async function wireWeb(
  config: Config,
  parts: Pick<WebContext, 'desk' | 'log' | 'publicUrl'>,
  closers: Closers,
): Promise<{ read: Reader; admit: RequestListener; close: () => void }> {
  const { dataPath, key } = config;
  const reader = await openReader({ path: dataPath, key });
  closers.add(() => reader.close());
  const longReader = createReaderClient({ dataPath, key });
  closers.add(() => longReader.stop());
  const reads = takeReadTurns(longReader.reads);
  const context = createWebContext(config, { ...parts, read: reader.read, reads });
  const routes = createRoutes(context);
  const serve = getRequestListener(routes.fetch);
  const admit = createAdmission(context, { streams: routes.streams, serve });
  return { read: reader.read, admit, close: routes.close };
}

function createWebContext(
  config: Config,
  parts: Pick<WebContext, 'desk' | 'log' | 'publicUrl' | 'read' | 'reads'>,
): WebContext {
  return {
    ...parts,
    desk: takeDeskTurns(parts.desk),
    trustProxy: config.trustProxy,
    isEncrypted: config.key !== undefined,
    dataPath: resolve(config.dataPath),
    clouds: () => listClouds(config),
    presence: createPresence(),
    viewCounts: createViewCounts(),
    pace: createPace(),
    callers: createCallers(),
    disk: createDiskWatch(config.dataPath, () => parts.desk.diskFailure()),
  };
}
