import { sql } from 'drizzle-orm';
import { type SetUpState, type SetUpStep, setUpSteps } from '../domain/set-up-step.ts';
import type { Reader, Tx } from './care/open.ts';
import { putSetting } from './settings.ts';

const setting = 'set_up_list';

/** A flag of SQLite. */
type Flag = 0 | 1;
type Row = Readonly<Record<SetUpStep | 'isHidden' | 'needsApp', Flag>>;

/** In one read, and each of them from the first row that shows it. @returns undefined: it is over, or was put away */
export async function findSetUpList(db: Reader): Promise<readonly SetUpState[] | undefined> {
  const [row] = await db.all<Row>(sql`SELECT
    EXISTS (SELECT 1 FROM settings WHERE key = ${setting}) AS isHidden,
    EXISTS (SELECT 1 FROM ticket_times WHERE answered_at IS NOT NULL)
      AND EXISTS (SELECT 1 FROM outbox_counts WHERE state = 'sent' AND messages > 0) AS answer,
    EXISTS (SELECT 1 FROM app_registrations)
      OR NOT EXISTS (SELECT 1 FROM channels WHERE kind = 'email' AND deleted_at IS NULL) AS needsApp,
    EXISTS (SELECT 1 FROM app_registrations) AS app,
    EXISTS (SELECT 1 FROM facts WHERE kind = 'app_registration.consented' AND ticket_id IS NULL)
      OR EXISTS (SELECT 1 FROM channels WHERE kind = 'microsoft365') AS consent,
    EXISTS (SELECT 1 FROM channels WHERE deleted_at IS NULL) AS account,
    EXISTS (SELECT 1 FROM receipt_counts WHERE channel_id > 0 AND articles > 0) AS mail,
    EXISTS (SELECT 1 FROM settings WHERE key = 'last_backup')
      OR (SELECT count(*) FROM users WHERE role = 'admin' AND is_active = 1) > 1 AS backup`);
  if (row === undefined || row.isHidden === 1 || row.answer === 1) return undefined;
  return setUpSteps
    .filter((step) => row.needsApp === 1 || (step !== 'app' && step !== 'consent'))
    .map((step) => ({ step, isDone: row[step] === 1 }));
}

export async function hideSetUpList(tx: Tx): Promise<void> {
  await putSetting(tx, setting, 'hidden');
}
