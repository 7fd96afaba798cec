import { loadMailSettings } from '../../db/mail-settings.ts';
import { toParseLimits } from '../../mail/limits.ts';
import type { ParseOptions, ParseOutcome } from '../../mail/parser-pool.ts';
import type { Desk } from '../desk.ts';

/**
 * Has messages read within the limits that are set now.
 * @param options whose mail it is, for the turns of the parser, and who hears of outcomes as they come (mail/parser-pool)
 * @throws AppError unavailable when no parser can start
 */
export async function parseRaw(
  desk: Desk,
  raws: readonly Uint8Array[],
  options: Omit<ParseOptions, 'rules'> = {},
): Promise<ParseOutcome[]> {
  if (raws.length === 0) return [];
  const settings = await loadMailSettings(desk.read);
  const rules = { limits: toParseLimits(settings), timeoutMilliseconds: settings.mostSeconds * 1000 };
  return desk.parser.parse(raws, { ...options, rules });
}
