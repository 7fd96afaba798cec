import { loadDeskLanguage } from '../../db/page-language.ts';
import { findUserByEmail, type User } from '../../db/users.ts';
import type { LetterReader } from '../../domain/letters.ts';
import { isPageLanguage } from '../../domain/page-language.ts';
import type { Desk } from '../desk.ts';

type Place = Pick<User, 'language' | 'timeZone'>;

/** @returns how a user reads what he gets by mail: in his language, else in the desk's */
export async function findLetterReader({ read }: Desk, { language, timeZone }: Place): Promise<LetterReader> {
  return { language: toLanguage(language) || (await loadDeskLanguage(read)) || 'en', timeZone };
}

/** @returns how a mail to several is read: what is one for all of them, else as the desk has it. Who is no user has no choice. */
export async function findCommonReader(desk: Desk, addresses: readonly string[]): Promise<LetterReader> {
  const users = await Promise.all(addresses.map((address) => findUserByEmail(desk.read, address)));
  const readers = await Promise.all(users.map((user) => findLetterReader(desk, user ?? nobody)));
  const common = await findLetterReader(desk, nobody);
  const [first = common] = readers;
  return {
    language: readers.every(({ language }) => language === first.language) ? first.language : common.language,
    timeZone: readers.every(({ timeZone }) => timeZone === first.timeZone) ? first.timeZone : common.timeZone,
  };
}

const nobody: Place = { language: '', timeZone: '' };

function toLanguage(language: string) {
  return isPageLanguage(language) ? language : '';
}
