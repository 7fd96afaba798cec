import { currentLanguage, t } from './words.ts';

/** @returns what the scripts of views/assets say, by its English; undefined where that is what the page speaks */
export function listScriptWords(): string | undefined {
  if (currentLanguage() === 'en') return undefined;
  const words = {
    Copied: t('Copied'),
    'Canned answer…': t('Canned answer…'),
    'Canned answers': t('Canned answers'),
    'Search canned answers': t('Search canned answers'),
    'The canned answer did not come; try again': t('The canned answer did not come; try again'),
    'Draft saved': t('Draft saved'),
    'The draft could not be saved; trying again': t('The draft could not be saved; trying again'),
    'The files did not arrive. Check the connection and add them again.': t(
      'The files did not arrive. Check the connection and add them again.',
    ),
    'The server did not take the files; they may be too large together.': t(
      'The server did not take the files; they may be too large together.',
    ),
    of: t('of'),
    Signature: t('Signature'),
    Formatting: t('Formatting'),
    'Address of the link': t('Address of the link'),
  };
  return JSON.stringify(words);
}
