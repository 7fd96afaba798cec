import type { PeopleFact, SignInRefusal } from '../../src/domain/facts/people-facts.ts';
import { count } from '../counted.ts';
import { nameAccess } from '../users/access-table.tsx';
import { t } from '../words.ts';
import { describeChanges } from './change-words.ts';
import type { Words } from './words.ts';

const refusalWords = (): Readonly<Record<SignInRefusal, string>> => ({
  wrong_password: t('wrong password'),
  unknown: t('nobody has this address'),
  disabled: t('the user is disabled'),
  too_many: t('too many tries'),
  wrong_code: t('wrong code'),
  wrong_passkey: t('the passkey does not fit'),
  other_tenant: t('a Microsoft account of another directory'),
  other_account: t('another Microsoft account has this user'),
  not_in_group: t('in no group of Entra that is let in'),
  microsoft_only: t('Microsoft is the only way in'),
  not_proven: t('did not confirm who he is'),
});

const letterWords = () => ({ invitation: t('invitation'), new_password: t('forgotten password') }) as const;

const proofWords = () =>
  ({
    password: t('password'),
    totp: t('authenticator app'),
    recovery: t('recovery code'),
    all: t('all there were'),
    passkey: t('passkey'),
    microsoft: 'Microsoft',
  }) as const;

export const peopleWords: Words<PeopleFact> = {
  'user.added': ({ email, role }) =>
    t('added {email} as {role}', { email, role: role === 'admin' ? t('admin') : t('agent') }),
  'user.changed': ({ changes }) => t('user changed: {changes}', { changes: describeChanges(changes) }),
  'user.access_changed': ({ group, before, after }) =>
    t('access to {name}: {before} → {after}', {
      name: group.name,
      before: nameAccess(before),
      after: nameAccess(after),
    }),
  'user.password_changed': ({ by }) =>
    by === undefined
      ? t('password changed')
      : t('password set by the link of a letter: {value}', { value: letterWords()[by] }),
  'user.linked': ({ userName, objectId }) =>
    t('signs in with the Microsoft account {userName} ({objectId})', { userName, objectId }),
  'user.unlinked': () => t('Microsoft account taken away'),
  'user.invited': ({ email }) => t('invited as {email}', { email }),
  'user.letter_sent': ({ letter }) => t('letter sent: {value}', { value: letterWords()[letter] }),
  'user.letter_failed': ({ letter }) =>
    t('letter could not be sent: {value}', { value: letterWords()[letter] }),
  'sign_in.password_asked': ({ email }) => t('a new password was asked for: {email}', { email }),
  'user.password_removed': () => t('password taken away'),
  'user.codes_renewed': () => t('new recovery codes made'),
  'user.factor_added': ({ factor, name }) =>
    t('second factor set up: {writeFactor}', { writeFactor: writeFactor(factor, name) }),
  'user.factor_removed': ({ factor, name }) =>
    t('second factor taken away: {writeFactor}', { writeFactor: writeFactor(factor, name) }),
  'user.proved': ({ by }) => t('proved again who it is: {value}', { value: proofWords()[by] }),
  'user.signed_in': ({ by }) =>
    by === undefined ? t('signed in') : t('signed in: {value}', { value: proofWords()[by] }),
  'user.signed_out': () => t('signed out'),
  'user.sessions_ended': (said) =>
    t('signed out everywhere: {count}', { count: count(said.count, 'session') }),
  'token.created': ({ name, scopes }) =>
    t('API token “{name}” made: {scopes}', { name, scopes: scopes.join(', ') }),
  'token.revoked': ({ name }) => t('API token “{name}” ended', { name }),
  'sign_in.refused': ({ email, because }) =>
    t('sign-in of {email} refused: {value}', { email, value: refusalWords()[because] }),
  'customer.changed': ({ changes }) =>
    t('customer changed: {changes}', { changes: describeChanges(changes) }),
  'customer.blocked': () => t('customer blocked'),
  'customer.unblocked': () => t('customer no longer blocked'),
  'customer.merged': () => t('customer merged into another one'),
  'customer.exported': () => t('customer exported'),
  'customer.erased': ({ tickets, articles }) =>
    t('customer erased with {count} and {count2}', {
      count: count(tickets, 'ticket'),
      count2: count(articles, 'message'),
    }),
};

function writeFactor(factor: 'totp' | 'passkey' | 'all', name: string | undefined): string {
  return name === undefined ? proofWords()[factor] : `${proofWords()[factor]} “${name}”`;
}
