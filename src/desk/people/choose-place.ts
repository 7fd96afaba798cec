import * as z from 'zod';
import { updateUser } from '../../db/users.ts';
import { isTimeZone } from '../../domain/day-time.ts';
import { pageLanguages } from '../../domain/page-language.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';

/** Whoever is signed in: says in which language he reads and by which clock he goes; '' is the desk's, and his browser's. @throws AppError invalid (with fields) */
export const chooseOwnPlace = defineCommand({
  name: 'chooseOwnPlace',
  input: z.strictObject({
    language: z.enum(['', ...pageLanguages], 'Choose one of these.'),
    timeZone: z.string(),
  }),
  needs: 'user',
  async run(act, { language, timeZone }) {
    const userId = act.person();
    if (timeZone !== '' && !isTimeZone(timeZone)) {
      const message = `“${timeZone.slice(0, 60)}” is no time zone; expected one like Europe/Berlin.`;
      throw new AppError('invalid', message, { fields: { timeZone: message } });
    }
    await updateUser(act.tx, userId, { language, timeZone });
  },
});
