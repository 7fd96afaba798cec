import type { CredentialNamed, SettingFact } from '../../src/domain/facts/setting-facts.ts';
import { describeChanges } from './change-words.ts';
import type { Words } from './words.ts';

const offWords = {
  by_hand: 'by an admin',
  gone: 'its receiver is gone',
  gave_up: 'nothing was taken for three days',
} as const;

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
  'webhook.added': ({ name }) => `webhook “${name}” added`,
  'webhook.changed': ({ name, changes }) =>
    `webhook “${name}” changed${changes === undefined ? '' : `: ${describeChanges(changes)}`}`,
  'webhook.removed': ({ name }) => `webhook “${name}” removed`,
  'webhook.switched_on': ({ name }) => `webhook “${name}” switched on`,
  'webhook.switched_off': ({ name, because }) => `webhook “${name}” switched off: ${offWords[because]}`,
  'app_registration.changed': ({ changes }) => `app registration changed: ${describeChanges(changes)}`,
  'app_registration.credential_added': (data) => `credential of the app added: ${describeCredential(data)}`,
  'app_registration.credential_chosen': (data) => `the app proves itself by ${describeCredential(data)}`,
  'app_registration.credential_removed': (data) =>
    `credential of the app removed: ${describeCredential(data)}`,
  'app_registration.consented': ({ tenant }) => `admin consent given for ${tenant || 'a tenant'}`,
  'setting.changed': ({ setting, changes }) => `${setting} settings changed: ${describeChanges(changes)}`,
};

const credentialWords = {
  secret: 'its secret',
  certificate: 'a certificate',
  federated: 'a token file',
  managed_identity: 'the identity of the machine',
} as const;

function describeCredential({ clientId, credential, thumbprint }: CredentialNamed): string {
  const named = thumbprint === undefined ? '' : ` ${thumbprint.slice(0, 16)}…`;
  return `${credentialWords[credential]}${named} (Client ID ${clientId})`;
}
