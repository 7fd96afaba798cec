import { insertAlert, listGivenWarnings, loadAlertSettings, markWarned } from '../../db/alerts.ts';
import { listExpiries } from '../../db/expiries.ts';
import { describeWarning, findWarnings } from '../../domain/expiry.ts';
import type { Desk } from '../desk.ts';

/** Writes down one message for each stage that something which ends has reached; the pages show it anyway. */
export async function warnOfExpiries(desk: Desk): Promise<void> {
  const now = desk.now();
  const warnings = findWarnings(await listExpiries(desk.read), now);
  if (warnings.length === 0 || (await loadAlertSettings(desk.read)).route === 'none') return;
  const given = await listGivenWarnings(desk.read);
  for (const warning of warnings) {
    const { subject, at, stage, channelId } = warning;
    const isGiven = given.some(
      (each) => each.subject === subject && each.days === stage && each.expiresAt.getTime() === at.getTime(),
    );
    if (isGiven) continue;
    const { title, step } = describeWarning(warning);
    const page = channelId === null ? '/settings/microsoft' : `/channels/${channelId}`;
    await desk.write(async (tx) => {
      if (!(await markWarned(tx, { subject, expiresAt: at, days: stage }))) return;
      await insertAlert(tx, {
        kind: 'expiry',
        channelId,
        subject: title.replace(/\.$/, ''),
        text: `${title}\n\nWhat to do: ${step}\n\n${desk.publicUrl}${page}`,
        state: 'due',
        attempts: 0,
        nextAttemptAt: now,
        route: null,
        failure: null,
        createdAt: now,
        endedAt: null,
      });
    });
  }
}
