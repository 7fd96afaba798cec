import { nameBrowser } from '../../src/domain/browser-name.ts';
import { t } from '../words.ts';

/** @returns what a session is called, such as "Firefox on Windows" */
export function browserWords(userAgent: string): string {
  const { browser, system } = nameBrowser(userAgent);
  if (browser === undefined && system === undefined) return t('Unknown browser');
  if (system === undefined) return browser ?? '';
  return browser === undefined
    ? t('Unknown browser on {system}', { system })
    : t('{browser} on {system}', { browser, system });
}
