import { currentLanguage, t } from './words.ts';

/** @returns what the scripts of views/assets say, by its English; undefined where that is what the page speaks */
export function listScriptWords(): string | undefined {
  if (currentLanguage() === 'en') return undefined;
  const words = {
    Copied: t('Copied'),
    'Canned answer…': t('Canned answer…'),
    'Canned answers': t('Canned answers'),
    'Search canned answers': t('Search canned answers'),
    'No canned answer has these words.': t('No canned answer has these words.'),
    'The canned answer did not come; try again': t('The canned answer did not come; try again'),
    ...listDraftWords(),
    ...listFileWords(),
    Signature: t('Signature'),
    Formatting: t('Formatting'),
    'Address of the link': t('Address of the link'),
    'This is no address of a page or a mailbox, such as https://example.com/prices:': t(
      'This is no address of a page or a mailbox, such as https://example.com/prices:',
    ),
    '{picked} ticked': t('{picked} ticked', holes('picked')),
    '{place} of {count}': t('{place} of {count}', holes('place', 'count')),
    'The attachments would have {found} MB together; at most {most} MB fit.': t(
      'The attachments would have {found} MB together; at most {most} MB fit.',
      holes('found', 'most'),
    ),
    'This was removed, or is not for you any more: copy what you need.': t(
      'This was removed, or is not for you any more: copy what you need.',
    ),
    'Postroom did not answer; load the page again.': t('Postroom did not answer; load the page again.'),
    'Nothing was chosen, or it took too long. Try again.': t(
      'Nothing was chosen, or it took too long. Try again.',
    ),
    'This device has a passkey for you already.': t('This device has a passkey for you already.'),
    'The passkey was not taken: {reason}': t('The passkey was not taken: {reason}', holes('reason')),
  };
  return JSON.stringify(words);
}

/** What is said below a form that somebody writes in. */
function listDraftWords() {
  return {
    'Sending…': t('Sending…'),
    'Nothing was sent yet: the files are still on their way. Send once they stand here.': t(
      'Nothing was sent yet: the files are still on their way. Send once they stand here.',
    ),
    'Draft saved': t('Draft saved'),
    'Not kept: you have gone on with this in another window. Send it from here, or copy it and load the page again.':
      t(
        'Not kept: you have gone on with this in another window. Send it from here, or copy it and load the page again.',
      ),
    'Sent from another window meanwhile; what stands here is kept as a new draft.': t(
      'Sent from another window meanwhile; what stands here is kept as a new draft.',
    ),
    'The draft could not be saved; trying again': t('The draft could not be saved; trying again'),
    'The draft could not be saved; trying again. {reason}': t(
      'The draft could not be saved; trying again. {reason}',
      holes('reason'),
    ),
    'Nothing was sent, and your words stay here. {reason}': t(
      'Nothing was sent, and your words stay here. {reason}',
      holes('reason'),
    ),
    'Nothing was sent: Postroom cannot be reached. Your words stay here.': t(
      'Nothing was sent: Postroom cannot be reached. Your words stay here.',
    ),
    'This ticket was removed, or is not for you any more: copy what you need.': t(
      'This ticket was removed, or is not for you any more: copy what you need.',
    ),
  };
}

/** What is said of files that go with it. */
function listFileWords() {
  return {
    'At most {most} files go with one message; these would be {count}.': t(
      'At most {most} files go with one message; these would be {count}.',
      holes('most', 'count'),
    ),
    'Not attached: {names}. A folder cannot be; drop its files.': t(
      'Not attached: {names}. A folder cannot be; drop its files.',
      holes('names'),
    ),
    'Not attached: {names}. The connection was lost on the way.': t(
      'Not attached: {names}. The connection was lost on the way.',
      holes('names'),
    ),
    'Not attached: {names}. You are signed out: sign in in another window, then try again.': t(
      'Not attached: {names}. You are signed out: sign in in another window, then try again.',
      holes('names'),
    ),
    'Not attached: {names}. The server does not take them; they may be too large together.': t(
      'Not attached: {names}. The server does not take them; they may be too large together.',
      holes('names'),
    ),
    'Not attached: {names}. {reason}': t('Not attached: {names}. {reason}', holes('names', 'reason')),
    'Not attached: {names}. The server could not take them just now.': t(
      'Not attached: {names}. The server could not take them just now.',
      holes('names'),
    ),
  };
}

/** What a script puts in stays open. */
function holes(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `{${name}}`]));
}
