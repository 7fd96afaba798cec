import * as z from 'zod';
import { loadDeskLanguage, putDeskLanguage } from '../../db/page-language.ts';
import { settingsOf } from '../../domain/matters.ts';
import { pageLanguages } from '../../domain/page-language.ts';
import { defineCommand } from '../command.ts';

/** Admins: the language of the pages for whoever has chosen none; '': the one that his browser asks for. */
export const chooseDeskLanguage = defineCommand({
  name: 'chooseDeskLanguage',
  input: z.strictObject({ language: z.enum(['', ...pageLanguages], 'Choose one of these.') }),
  about: () => settingsOf('language'),
  needs: 'admin',
  async run(act, { language }) {
    const before = await loadDeskLanguage(act.tx);
    if (before === language) return;
    await putDeskLanguage(act.tx, language);
    const changes = [{ field: 'language', before, after: language }];
    act.record({ kind: 'setting.changed', data: { setting: 'language', changes } });
  },
});
