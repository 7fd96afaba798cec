import { loadMailSettings } from '../../db/mail-settings.ts';
import { toParseLimits } from '../../mail/limits.ts';
import type { ParseOutcome } from '../../mail/parser-pool.ts';
import type { Desk } from '../desk.ts';

/** Has messages read within the limits that are set now. @throws AppError unavailable when no parser can start */
export async function parseRaw(desk: Desk, raws: readonly Uint8Array[]): Promise<ParseOutcome[]> {
  if (raws.length === 0) return [];
  const settings = await loadMailSettings(desk.read);
  return desk.parser.parse(raws, {
    limits: toParseLimits(settings),
    timeoutMilliseconds: settings.mostSeconds * 1000,
  });
}
