import { isPageLanguage, type PageLanguage } from '../domain/page-language.ts';
import type { Reader, Tx } from './care/open.ts';
import { findSetting, putSetting } from './settings.ts';

const setting = 'language';

/** @returns the language for whoever has chosen none; '': the one that the browser asks for */
export async function loadDeskLanguage(db: Reader): Promise<PageLanguage | ''> {
  const stored = await findSetting(db, setting);
  return isPageLanguage(stored) ? stored : '';
}

export async function putDeskLanguage(tx: Tx, language: PageLanguage | ''): Promise<void> {
  await putSetting(tx, setting, language);
}
