import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { countTotals, type Totals } from '../db/totals.ts';
import { type DiskRoom, levelOf, limitsOf } from '../domain/disk-room.ts';
import { AppError } from '../errors.ts';
import { isForwarded } from './client-address.ts';
import type { WebContext } from './context.ts';
import { readToken } from './read-token.ts';

const loopback = /^(127\.|::1$|::ffff:127\.)/;

/** Prometheus text, for programs on this machine and those that bring a token. */
export function showMetrics(web: WebContext) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const update = describeGauges(registry);
  const updateDisk = describeDiskGauges(registry);
  const updateBackup = describeBackupGauge(registry);
  return async (c: Context) => {
    await assertMayRead(web, c);
    const totals = await countTotals(web.read);
    update(totals, web.desk.isAlive());
    updateBackup(totals.lastBackupAt);
    updateDisk(await web.disk());
    c.header('Content-Type', registry.contentType);
    return c.body(await registry.metrics());
  };
}

/** @throws AppError unauthorized, forbidden, not_found */
async function assertMayRead(web: WebContext, c: Context): Promise<void> {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const { token, user } = await readToken(web, authorization);
    const isForAll = user.role === 'admin' && token.groupIds === null;
    if (isForAll && token.scopes.includes('metrics')) return;
    throw new AppError('forbidden', 'The metrics take a token of an admin with the scope metrics.');
  }
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  const isFromHere = loopback.test(incoming?.socket.remoteAddress ?? '') && namesItself(c);
  if (isFromHere && !isForwarded(c)) return;
  throw new AppError('not_found', 'The metrics are for programs on the same machine, or with a token.');
}

/** A proxy on this machine that says nothing of itself passes on the name that people have asked for. */
function namesItself(c: Context): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i.test(c.req.header('host') ?? '');
}

function describeDiskGauges(registry: Registry): (room: DiskRoom) => void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `postroom_disk_${name}`, help, labelNames, registers: [registry] });
  const free = gauge('free_bytes', 'What is left on the disk of the data file');
  const total = gauge('total_bytes', 'How large the disk of the data file is');
  const limit = gauge('limit_bytes', 'Free bytes below which each level begins', ['level']);
  const level = gauge('level', '1 for the level that the disk is at', ['level']);
  return (room) => {
    free.set(room.freeBytes);
    total.set(room.totalBytes);
    for (const [name, bytes] of Object.entries(limitsOf(room))) limit.set({ level: name }, bytes);
    level.reset();
    level.set({ level: levelOf(room) }, 1);
  };
}

function describeBackupGauge(registry: Registry): (at: number | undefined) => void {
  const help = 'When the last backup was written, as Unix time; NaN: none is known';
  const last = new Gauge({ name: 'postroom_backup_last_seconds', help, registers: [registry] });
  return (at) => last.set(at === undefined ? Number.NaN : at / 1000);
}

function describeGauges(registry: Registry): (totals: Totals, isDeskAlive: boolean) => void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `postroom_${name}`, help, labelNames, registers: [registry] });
  const tickets = gauge('tickets', 'Tickets by state', ['state']);
  const receipts = gauge('receipts', 'Messages dealt with, by outcome', ['outcome']);
  const outbox = gauge('outbox', 'Mail to send, by state', ['state']);
  const unsettled = gauge('receipts_unsettled', 'Messages stored of which the server has not been told');
  const quarantined = gauge('quarantine', 'Messages in quarantine');
  const state = gauge('channel_state', '1 for the state the channel is in', ['channel', 'state']);
  const success = gauge('channel_last_success_seconds', 'When a fetch last went well, as Unix time', [
    'channel',
  ]);
  const failures = gauge('channel_failures', 'Failures in a row', ['channel']);
  const sending = gauge('channel_sending_state', '1 for the state that sending is in', ['channel', 'state']);
  const unsent = gauge('channel_sending_failures', 'Failures to send in a row', ['channel']);
  const desk = gauge('desk_alive', '1 while the desk thread is heard of');
  return (totals, isDeskAlive) => {
    for (const each of [tickets, receipts, outbox, state, success, failures, sending, unsent]) {
      each.reset();
    }
    for (const row of totals.tickets) tickets.set({ state: row.state }, row.count);
    for (const row of totals.receipts) receipts.set({ outcome: row.outcome }, row.count);
    for (const row of totals.outbox) outbox.set({ state: row.state }, row.count);
    for (const channel of totals.channels) {
      state.set({ channel: channel.address, state: channel.state }, 1);
      failures.set({ channel: channel.address }, channel.failureCount);
      sending.set({ channel: channel.address, state: channel.sendingState }, 1);
      unsent.set({ channel: channel.address }, channel.sendingFailures);
      if (channel.lastSuccessAt !== null) {
        success.set({ channel: channel.address }, channel.lastSuccessAt.getTime() / 1000);
      }
    }
    unsettled.set(totals.unsettled);
    quarantined.set(totals.quarantined);
    desk.set(isDeskAlive ? 1 : 0);
  };
}
