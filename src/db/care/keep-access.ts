import type { Client, Transaction } from '@libsql/client/sqlite3';
import type { DataFileOptions } from './connect.ts';
import { isUniqueViolation } from './failure.ts';
import { readKin } from './lineage.ts';
import { insertRow, readTables, type TableRow, type TableRows, updateRow } from './table-rows.ts';

type Tables = ReadonlyMap<string, TableRows>;

/** What says of a user who he is for the sign-in, and what he may do. */
const userColumns = ['email', 'role', 'password_hash', 'is_active'];

/** A user's ways in, and what he may do in groups. */
const belongings = ['passkeys', 'totp_factors', 'recovery_codes', 'microsoft_people', 'group_access'];

/** How people sign in, what is demanded of them, and whether programs come in by MCP. */
const accessSettings = ['sign_in', 'second_factor', 'mcp'];

/** What says of a webhook where facts go, in which form, and whether they go. */
const webhookColumns = [
  'url',
  'allows_private',
  'shape',
  'secret',
  'old_secret',
  'old_secret_until',
  'kinds',
  'group_ids',
  'switched_off_at',
  'switched_off_because',
];

const names = ['users', 'groups', 'settings', 'api_tokens', 'webhooks', ...belongings];

/**
 * Who gets in stays as it was in the file that is replaced: a password that was changed since the backup, a user who was disabled or
 * a token that was revoked would be good again. Sessions, and links that were sent by mail, end in any case.
 * @param restored the file that takes the place @param earlier the one that is replaced, where there is one
 * @returns false where it is as in the backup, because the earlier file is gone, cannot be read, or is another desk's
 */
export async function keepAccess(restored: Client, earlier: DataFileOptions, now: Date): Promise<boolean> {
  const before = await readKin(restored, earlier, readAccess);
  await endSessions(restored);
  return before !== undefined && putAccess(restored, before, now);
}

async function endSessions(restored: Client): Promise<void> {
  const ended = await readTables(restored, ['sessions', 'sign_ins', 'account_links', 'account_letters']);
  for (const name of ended.keys()) {
    // Letters that wait have gone since, or are asked for again.
    const which = name === 'account_letters' ? "WHERE state IN ('due', 'sending')" : '';
    await restored.execute(`DELETE FROM ${name} ${which}`);
  }
}

/** @returns undefined where nobody could come in as an admin */
async function readAccess(earlier: Client): Promise<Tables | undefined> {
  const tables = await readTables(earlier, names);
  const isActiveAdmin = ({ role, is_active }: TableRow) => role === 'admin' && is_active === 1;
  return rowsOf(tables, 'users').some(isActiveAdmin) ? tables : undefined;
}

/** All of it or nothing: a mixture is what neither file says. */
async function putAccess(restored: Client, before: Tables, now: Date): Promise<boolean> {
  const tx = await restored.transaction('write');
  try {
    const stored = await readTables(tx, names);
    await putUsers(tx, stored, before);
    await putBelongings(tx, stored, before);
    await putTokens(tx, stored, before, now);
    await putWebhooks(tx, stored, before, now);
    await putSettings(tx, stored, before);
    await tx.commit();
    return true;
  } catch (error) {
    // Two users have one number there: after another restore the two files have grown apart.
    if (isUniqueViolation(error)) return false;
    throw error;
  } finally {
    tx.close();
  }
}

/** Who is not there any more does not get in; who was added since does. */
async function putUsers(tx: Transaction, stored: Tables, before: Tables): Promise<void> {
  const users = stored.get('users');
  if (users === undefined) return;
  const earlier = new Map(rowsOf(before, 'users').map((row) => [nameRow(row), row]));
  // Two may have exchanged their addresses.
  await tx.execute("UPDATE users SET email = 'restored ' || id");
  for (const user of users.rows) {
    const row = earlier.get(nameRow(user)) ?? { email: user.email ?? '', is_active: 0 };
    await updateRow(tx, users, user.id, row, userColumns);
    earlier.delete(nameRow(user));
  }
  for (const row of earlier.values()) await insertRow(tx, users, row);
}

async function putBelongings(tx: Transaction, stored: Tables, before: Tables): Promise<void> {
  const groups = new Set(rowsOf(stored, 'groups').map(({ id }) => id));
  for (const table of belongings.flatMap((name) => stored.get(name) ?? [])) {
    await tx.execute(`DELETE FROM ${table.name}`);
    for (const row of rowsOf(before, table.name)) {
      // A group that was added since is not there.
      if (row.group_id === undefined || groups.has(row.group_id)) await insertRow(tx, table, row);
    }
  }
}

async function putTokens(tx: Transaction, stored: Tables, before: Tables, now: Date): Promise<void> {
  const tokens = stored.get('api_tokens');
  if (tokens === undefined) return;
  const earlier = new Map(rowsOf(before, tokens.name).map((row) => [row.token_hash, row]));
  for (const token of tokens.rows) {
    const row = earlier.get(token.token_hash) ?? { revoked_at: token.revoked_at ?? now.getTime() };
    await updateRow(tx, tokens, token.id, row, ['revoked_at']);
    earlier.delete(token.token_hash);
  }
  for (const row of earlier.values()) await insertRow(tx, tokens, row, ['id']);
}

/** Nothing goes any more to a receiver that was taken away. */
async function putWebhooks(tx: Transaction, stored: Tables, before: Tables, now: Date): Promise<void> {
  const webhooks = stored.get('webhooks');
  if (webhooks === undefined) return;
  const earlier = new Map(rowsOf(before, webhooks.name).map((row) => [nameRow(row), row]));
  for (const webhook of webhooks.rows) {
    const since = webhook.switched_off_at ?? now.getTime();
    const off = { switched_off_at: since, switched_off_because: webhook.switched_off_because ?? 'by_hand' };
    await updateRow(tx, webhooks, webhook.id, earlier.get(nameRow(webhook)) ?? off, webhookColumns);
  }
}

async function putSettings(tx: Transaction, stored: Tables, before: Tables): Promise<void> {
  const settings = stored.get('settings');
  if (settings === undefined) return;
  for (const key of accessSettings) {
    await tx.execute({ sql: 'DELETE FROM settings WHERE key = ?', args: [key] });
    const row = rowsOf(before, 'settings').find((each) => each.key === key);
    if (row !== undefined) await insertRow(tx, settings, row);
  }
}

function rowsOf(tables: Tables, name: string): readonly TableRow[] {
  return tables.get(name)?.rows ?? [];
}

/** After a restore without the file that was replaced, one number may have been given to two. */
function nameRow({ id, created_at }: TableRow): string {
  return `${id} ${created_at}`;
}
