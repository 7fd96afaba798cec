import * as z from 'zod';

/** What the inputs of many commands hold. */

export const id = z.int('Expected a whole number.').positive('Expected a number above 0.');
/** For commands that need to be told nothing. */
export const nothing = z.strictObject({});
