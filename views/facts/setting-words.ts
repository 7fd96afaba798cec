import type { CredentialNamed, SettingFact } from '../../src/domain/facts/setting-facts.ts';
import { t } from '../words.ts';
import { describeChanges } from './change-words.ts';
import type { Words } from './words.ts';

const offWords = () =>
  ({
    by_hand: t('by an admin'),
    gone: t('its receiver is gone'),
    gave_up: t('nothing was taken for three days'),
  }) as const;

export const settingWords: Words<SettingFact> = {
  'group.added': ({ name }) => t('group {name} added', { name }),
  'group.changed': ({ name, changes }) =>
    t('group {name} changed: {changes}', { name, changes: describeChanges(changes) }),
  'filter.added': ({ name }) => t('filter {name} added', { name }),
  'filter.changed': ({ name, changes }) =>
    t('filter {name} changed: {changes}', { name, changes: describeChanges(changes) }),
  'filter.deleted': ({ name }) => t('filter {name} deleted', { name }),
  'filter.ordered': ({ names }) => t('filters are asked in this order: {names}', { names: names.join(', ') }),
  'canned_answer.added': ({ name }) => t('canned answer {name} added', { name }),
  'canned_answer.changed': ({ name, changes }) =>
    t('canned answer {name} changed: {changes}', { name, changes: describeChanges(changes) }),
  'canned_answer.deleted': ({ name }) => t('canned answer {name} deleted', { name }),
  'saved_search.added': ({ name }) => t('saved search “{name}” added for a group', { name }),
  'saved_search.changed': ({ name, changes }) =>
    t('saved search “{name}” changed: {changes}', { name, changes: describeChanges(changes) }),
  'saved_search.moved': ({ name }) => t('saved search “{name}” put in another place', { name }),
  'saved_search.removed': ({ name }) => t('saved search “{name}” removed', { name }),
  'webhook.added': ({ name }) => t('webhook “{name}” added', { name }),
  'webhook.changed': ({ name, changes }) =>
    t('webhook “{name}” changed{part}', {
      name,
      part: changes === undefined ? '' : `: ${describeChanges(changes)}`,
    }),
  'webhook.removed': ({ name }) => t('webhook “{name}” removed', { name }),
  'webhook.switched_on': ({ name }) => t('webhook “{name}” switched on', { name }),
  'webhook.switched_off': ({ name, because }) =>
    t('webhook “{name}” switched off: {value}', { name, value: offWords()[because] }),
  'app_registration.changed': ({ changes }) =>
    t('app registration changed: {changes}', { changes: describeChanges(changes) }),
  'app_registration.credential_added': (data) =>
    t('credential of the app added: {credential}', { credential: describeCredential(data) }),
  'app_registration.credential_chosen': (data) =>
    t('the app proves itself by {credential}', { credential: describeCredential(data) }),
  'app_registration.credential_removed': (data) =>
    t('credential of the app removed: {credential}', { credential: describeCredential(data) }),
  'app_registration.consented': ({ tenant }) =>
    t('admin consent given for {tenant}', { tenant: tenant || t('a tenant') }),
  'setting.changed': ({ setting, changes }) =>
    t('{setting} settings changed: {changes}', {
      setting: nameSetting(setting),
      changes: describeChanges(changes),
    }),
};

const credentialWords = () =>
  ({
    secret: t('its secret'),
    certificate: t('a certificate'),
    federated: t('a token file'),
    managed_identity: t('the identity of the machine'),
  }) as const;

function describeCredential({ clientId, credential, thumbprint }: CredentialNamed): string {
  const named = thumbprint === undefined ? '' : ` ${thumbprint.slice(0, 16)}…`;
  return t('{value}{named} (Client ID {clientId})', {
    value: credentialWords()[credential],
    named,
    clientId,
  });
}

const settings = (): Readonly<Record<string, string>> => ({
  alerts: t('alerts'),
  language: t('language'),
  mail: t('mail'),
  second_factor: t('second factor'),
  sending: t('sending'),
  'sign-in': t('sign-in'),
  webhooks: t('webhooks'),
  'set-up list': t('set-up list'),
  'audit log': t('audit log'),
});

function nameSetting(setting: string): string {
  return settings()[setting] ?? setting;
}
