import * as z from 'zod';
import {
  type Alert,
  insertAlert,
  listDueAlerts,
  loadAlertSettings,
  putAlertSettings,
  updateAlert,
} from '../../db/alerts.ts';
import {
  type AlertSettings,
  type AlertSettingsInput,
  readAlertSettings,
} from '../../domain/alert-settings.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { isGivenUp } from '../../domain/given-up.ts';
import { settingsOf } from '../../domain/matters.ts';
import { createWebhookSecret } from '../../domain/webhook.ts';
import { findPrivateAddress } from '../../mail/vet-host.ts';
import { defineCommand, type Work } from '../command.ts';
import { nothing, typed } from '../input-fields.ts';
import { refuseToSave } from '../refuse-fields.ts';
import { proven } from '../rights.ts';
import { type AlertOutcome, sendAlert } from './send-alert.ts';

const minute = 60_000;
/** After each failed try; the last one again and again. */
const pauses = [minute, 2 * minute, 5 * minute, 15 * minute, 60 * minute] as const;
const patience = { milliseconds: 24 * 60 * minute, pauses };

/** The desk itself: sends what is due, each message once: what was under way when the program ended is not sent again. */
export const deliverAlerts = defineCommand({
  name: 'deliverAlerts',
  input: nothing,
  needs: 'operator',
  async work(work) {
    const { desk } = work;
    const settings = await loadAlertSettings(desk.read);
    if (settings.route === 'none') return;
    const due = await listDueAlerts(desk.read, desk.now());
    for (const alert of due) await deliver(work, settings, alert);
  },
});

async function deliver(work: Work, settings: AlertSettings, alert: Alert): Promise<void> {
  const { desk } = work;
  if (alert.state === 'sending') {
    const problem = { code: 'interrupted' } as const;
    await work.write(({ tx, now }) => updateAlert(tx, alert.id, { state: 'unknown', problem, endedAt: now }));
    return;
  }
  const attempts = alert.attempts + 1;
  await work.write(({ tx }) => updateAlert(tx, alert.id, { state: 'sending', attempts }));
  const { id, kind, channelId, news, createdAt } = alert;
  const message = { id: `alert-${id}`, kind, channelId, news, at: createdAt };
  const outcome = await sendAlert(desk, settings, message);
  await work.write(({ tx, now }) => updateAlert(tx, id, judge(alert, outcome, now)));
  const { kind: came, route } = outcome;
  desk.log.info('alert', { alert: id, kind, channel: channelId, outcome: came, route });
}

/** Admins: tells at once, and keeps a line of what came of it. @returns the outcome */
export const sendTestAlert = defineCommand({
  name: 'sendTestAlert',
  input: nothing,
  needs: 'admin',
  async work(work): Promise<AlertOutcome> {
    const { desk } = work;
    const settings = await loadAlertSettings(desk.read);
    const at = desk.now();
    const message = { kind: 'test', channelId: null, news: { code: 'test' } } as const;
    const outcome = await sendAlert(desk, settings, { ...message, id: `test-${at.getTime()}`, at });
    await work.write(({ tx, now }) =>
      insertAlert(tx, {
        ...message,
        state: outcome.kind,
        attempts: 1,
        nextAttemptAt: null,
        route: outcome.route,
        problem: outcome.problem ?? null,
        createdAt: at,
        endedAt: now,
      }),
    );
    desk.log.info('alert', { kind: 'test', outcome: outcome.kind, route: outcome.route });
    return outcome;
  },
});

/** Admins: who is told when a channel fails, and which way. @returns the secret that signs, where it was made now. @throws AppError invalid (with fields) */
export const saveAlertSettings = defineCommand({
  name: 'saveAlertSettings',
  input: typed(
    'channelId',
    'minutes',
    'route',
    'smtpFrom',
    'smtpHost',
    'smtpPassword',
    'smtpPort',
    'smtpSecurity',
    'smtpUserName',
    'to',
    'url',
  ).extend({ allowsPrivate: z.boolean() }),
  about: () => settingsOf('alerts'),
  needs: proven('admin'),
  async work(work, input): Promise<{ secret: string | undefined }> {
    await assertPublicServer(input);
    return work.write(async (act) => {
      const before = await loadAlertSettings(act.tx);
      const read = readAlertSettings(input, before);
      if ('fields' in read) throw refuseToSave(read.fields);
      const isFirst = read.settings.route === 'webhook' && before.secret === '';
      const secret = isFirst ? createWebhookSecret() : before.secret;
      const settings = { ...read.settings, secret };
      await putAlertSettings(act.tx, settings);
      const changes = listChanges(toFields(before), toFields(settings), secretFields);
      if (changes.length > 0) act.record({ kind: 'setting.changed', data: { setting: 'alerts', changes } });
      const { route, minutes } = input;
      act.after(() => act.desk.log.info('alert settings saved', { route, minutes }));
      return { secret: isFirst ? secret : undefined };
    });
  },
});

/** Admins: makes a new secret for the webhook of alerts; the old one signs nothing more. @returns it, once */
export const renewAlertSecret = defineCommand({
  name: 'renewAlertSecret',
  input: nothing,
  about: () => settingsOf('alerts'),
  needs: proven('admin'),
  async run(act): Promise<{ secret: string }> {
    const secret = createWebhookSecret();
    await putAlertSettings(act.tx, { ...(await loadAlertSettings(act.tx)), secret });
    const changes = [{ field: 'secret', isSecret: true }] as const;
    act.record({ kind: 'setting.changed', data: { setting: 'alerts', changes } });
    return { secret };
  },
});

/** A form must not lead Postroom to servers that only it can reach. @throws AppError invalid (fields) */
async function assertPublicServer({ route, smtpHost, allowsPrivate }: AlertSettingsInput): Promise<void> {
  const address =
    route === 'smtp' && !allowsPrivate ? await findPrivateAddress(smtpHost.trim().toLowerCase()) : undefined;
  if (address === undefined) return;
  throw refuseToSave({
    smtpHost: `This leads to ${address}, on this machine or in its network: tick the box below when that is meant.`,
  });
}

/** The address of a webhook is often all that it takes to use it. */
const secretFields = ['smtpPassword', 'url', 'secret'];

function toFields({ route, minutes, to, channelId, smtp, url, secret, allowsPrivate }: AlertSettings) {
  return {
    route,
    minutes,
    to,
    channelId,
    smtpServer: smtp === null ? null : `${smtp.server.host}:${smtp.server.port} ${smtp.server.security}`,
    smtpUserName: smtp?.userName ?? '',
    smtpPassword: smtp?.password ?? '',
    smtpFrom: smtp?.from ?? '',
    url,
    secret,
    allowsPrivate,
  };
}

function judge(alert: Alert, outcome: AlertOutcome, now: Date): Partial<Alert> {
  const { route, problem = null } = outcome;
  if (outcome.kind !== 'failed') {
    return { state: outcome.kind, route, problem, nextAttemptAt: null, endedAt: now };
  }
  if (isGivenUp({ since: alert.createdAt, attempts: alert.attempts + 1 }, patience, now)) {
    return { state: 'failed', route, problem, nextAttemptAt: null, endedAt: now };
  }
  const pause = pauses[Math.min(alert.attempts, pauses.length - 1)] ?? minute;
  return { state: 'due', route, problem, nextAttemptAt: new Date(now.getTime() + pause) };
}
