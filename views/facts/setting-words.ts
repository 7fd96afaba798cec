import type { SettingFact } from '../../src/domain/facts/setting-facts.ts';
import { describeChanges } from './change-words.ts';
import type { Words } from './words.ts';

export const settingWords: Words<SettingFact> = {
  'group.added': ({ name }) => `group ${name} added`,
  'group.changed': ({ name, changes }) => `group ${name} changed: ${describeChanges(changes)}`,
  'filter.added': ({ name }) => `filter ${name} added`,
  'filter.changed': ({ name, changes }) => `filter ${name} changed: ${describeChanges(changes)}`,
  'filter.deleted': ({ name }) => `filter ${name} deleted`,
  'filter.ordered': ({ names }) => `filters are asked in this order: ${names.join(', ')}`,
  'canned_answer.added': ({ name }) => `canned answer ${name} added`,
  'canned_answer.changed': ({ name, changes }) =>
    `canned answer ${name} changed: ${describeChanges(changes)}`,
  'canned_answer.deleted': ({ name }) => `canned answer ${name} deleted`,
  'app_registration.changed': ({ changes }) => `app registration changed: ${describeChanges(changes)}`,
  'app_registration.consented': ({ tenant }) => `admin consent given for ${tenant}`,
  'setting.changed': ({ setting, changes }) => `${setting} settings changed: ${describeChanges(changes)}`,
};
