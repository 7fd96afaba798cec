/** What a letter about somebody's own account is for. */
export const accountLetters = ['invitation', 'new_password'] as const;
export type AccountLetter = (typeof accountLetters)[number];

/** How long the link in a letter is good, from when it is sent. */
export const linkMilliseconds = 3_600_000;

/** @returns subject and text of a letter with a link that sets a password, once */
export function writeAccountLetter(
  kind: AccountLetter,
  { name, url, publicUrl }: { readonly name: string; readonly url: string; readonly publicUrl: string },
): { readonly subject: string; readonly text: string } {
  const { host } = new URL(publicUrl);
  const [subject, ...lines] =
    kind === 'invitation'
      ? [
          `Your account at ${host}`,
          `Hello ${name},`,
          `an admin has made an account for you at ${publicUrl}. Choose your password here:`,
        ]
      : [
          `A new password for ${host}`,
          `Hello ${name},`,
          `somebody, probably you, has asked for a new password at ${publicUrl}. Choose it here:`,
        ];
  const end = [
    'The link works once, within an hour. After that, use “Forgotten your password?” on the sign-in page.',
    'If you did not expect this, do nothing: nothing changes by itself.',
  ];
  return { subject: `[Postroom] ${subject}`, text: [...lines, url, ...end].join('\n\n') };
}
