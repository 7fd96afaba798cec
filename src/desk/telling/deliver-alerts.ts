import {
  type Alert,
  insertAlert,
  listDueAlerts,
  loadAlertSettings,
  putAlertSettings,
  updateAlert,
} from '../../db/alerts.ts';
import { type AlertSettingsInput, readAlertSettings } from '../../domain/alert-settings.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { type AlertOutcome, sendAlert } from './send-alert.ts';

const minute = 60_000;
/** After each failed try; the last one again and again. */
const pauses = [minute, 2 * minute, 5 * minute, 15 * minute, 60 * minute] as const;
const giveUpAfter = 24 * 60 * minute;

/** Sends what is due, each message once: what was under way when the program ended is not sent again. */
export async function deliverAlerts(desk: Desk): Promise<void> {
  const settings = await loadAlertSettings(desk.read);
  if (settings.route === 'none') return;
  const due = await listDueAlerts(desk.read, desk.now());
  for (const alert of due) {
    if (alert.state === 'sending') {
      const failure = 'The program ended while it was being sent.';
      const changes = { state: 'unknown', failure, endedAt: desk.now() } as const;
      await desk.write((tx) => updateAlert(tx, alert.id, changes));
      continue;
    }
    await desk.write((tx) => updateAlert(tx, alert.id, { state: 'sending', attempts: alert.attempts + 1 }));
    const { id, kind, channelId, subject, text, createdAt } = alert;
    const outcome = await sendAlert(desk, settings, {
      id: `alert-${id}`,
      kind,
      channelId,
      subject,
      text,
      at: createdAt,
    });
    await desk.write((tx) => updateAlert(tx, id, judge(alert, outcome, desk.now())));
    desk.log.info('alert', {
      alert: id,
      kind,
      channel: channelId,
      outcome: outcome.kind,
      route: outcome.route,
    });
  }
  if (due.length > 0) desk.publish({ kind: 'settings' });
}

/** For the button: tells at once, and keeps a line of what came of it. @returns the outcome */
export async function sendTestAlert(desk: Desk): Promise<AlertOutcome> {
  const settings = await loadAlertSettings(desk.read);
  const at = desk.now();
  const subject = 'A test: alerts arrive here';
  const text = `Somebody pressed the test button.\n\n${desk.publicUrl}/settings/alerts`;
  const message = { kind: 'test', channelId: null, subject, text } as const;
  const outcome = await sendAlert(desk, settings, { ...message, id: `test-${at.getTime()}`, at });
  await desk.write((tx) =>
    insertAlert(tx, {
      ...message,
      state: outcome.kind,
      attempts: 1,
      nextAttemptAt: null,
      route: outcome.route,
      failure: outcome.reason ?? null,
      createdAt: at,
      endedAt: desk.now(),
    }),
  );
  desk.log.info('alert', { kind: 'test', outcome: outcome.kind, route: outcome.route });
  return outcome;
}

/** @throws AppError invalid (with fields) */
export async function saveAlertSettings(desk: Desk, input: AlertSettingsInput): Promise<void> {
  await desk.write(async (tx) => {
    const read = readAlertSettings(input, await loadAlertSettings(tx));
    if ('fields' in read) {
      throw new AppError('invalid', 'Nothing was saved; see the marked fields.', { fields: read.fields });
    }
    await putAlertSettings(tx, read.settings);
  });
  desk.log.info('alert settings saved', { route: input.route, minutes: input.minutes });
  desk.publish({ kind: 'settings' });
}

function judge(alert: Alert, outcome: AlertOutcome, now: Date): Partial<Alert> {
  const { route } = outcome;
  if (outcome.kind !== 'failed') {
    return { state: outcome.kind, route, failure: outcome.reason ?? null, nextAttemptAt: null, endedAt: now };
  }
  const failure = outcome.reason ?? '';
  if (now.getTime() - alert.createdAt.getTime() >= giveUpAfter) {
    return { state: 'failed', route, failure, nextAttemptAt: null, endedAt: now };
  }
  const pause = pauses[Math.min(alert.attempts, pauses.length - 1)] ?? minute;
  return { state: 'due', route, failure, nextAttemptAt: new Date(now.getTime() + pause) };
}
