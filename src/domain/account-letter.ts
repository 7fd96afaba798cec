/** What a letter about somebody's own account is for. */
export const accountLetters = ['invitation', 'new_password'] as const;
export type AccountLetter = (typeof accountLetters)[number];

/** How long the link in a letter is good, from when it is sent. */
export const linkMilliseconds = 3_600_000;
