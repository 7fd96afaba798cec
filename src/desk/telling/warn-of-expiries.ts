import { insertDueAlert, listGivenWarnings, loadAlertSettings, markWarned } from '../../db/alerts.ts';
import { listExpiries } from '../../db/expiries.ts';
import { findWarnings } from '../../domain/expiry.ts';
import { type Act, defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';

/** The desk itself: writes down one message for each stage that something which ends has reached; the pages show it anyway. */
export const warnOfExpiries = defineCommand({
  name: 'warnOfExpiries',
  input: nothing,
  needs: 'operator',
  async run(act) {
    const warnings = findWarnings(await listExpiries(act.tx), act.now);
    if (warnings.length === 0 || (await loadAlertSettings(act.tx)).route === 'none') return;
    await warn(act, warnings);
  },
});

async function warn({ tx, now }: Act, warnings: ReturnType<typeof findWarnings>): Promise<void> {
  const given = await listGivenWarnings(tx);
  for (const warning of warnings) {
    const { subject, at, stage, channelId } = warning;
    const isGiven = given.some(
      (each) => each.subject === subject && each.days === stage && each.expiresAt.getTime() === at.getTime(),
    );
    if (isGiven) continue;
    if (!(await markWarned(tx, { subject, expiresAt: at, days: stage }))) continue;
    const news = { code: 'expiry', warning: { ...warning, at: at.getTime() } } as const;
    await insertDueAlert(tx, { kind: 'expiry', channelId, news, at: now });
  }
}
