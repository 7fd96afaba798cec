import type { AccountLetter } from '../../src/domain/account-letter.ts';
import type { LetterWords } from '../../src/domain/letters.ts';
import { noticeMark } from '../../src/domain/notification-mail.ts';
import { t } from '../words.ts';

/** @returns a letter about somebody's own account */
export function writeAccountLetter(
  kind: AccountLetter,
  { name, url, publicUrl }: { readonly name: string; readonly url: string; readonly publicUrl: string },
): LetterWords {
  const { host } = new URL(publicUrl);
  const [subject, why] =
    kind === 'invitation'
      ? [
          t('Your account at {host}', { host }),
          t('an admin has made an account for you at {publicUrl}. Choose your password here:', { publicUrl }),
        ]
      : [
          t('A new password for {host}', { host }),
          t('somebody, probably you, has asked for a new password at {publicUrl}. Choose it here:', {
            publicUrl,
          }),
        ];
  const end = [
    t('The link works once, within an hour. After that, use “Forgotten your password?” on the sign-in page.'),
    t('If you did not expect this, do nothing: nothing changes by itself.'),
  ];
  const lines = [t('Hello {name},', { name }), why, url, ...end];
  return { subject: `${noticeMark} ${subject}`, text: lines.join('\n\n') };
}
