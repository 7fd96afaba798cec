import type { PeopleFact, SignInRefusal } from '../../src/domain/facts/people-facts.ts';
import { describeChanges } from './change-words.ts';
import { count, type Words } from './words.ts';

const refusalWords: Readonly<Record<SignInRefusal, string>> = {
  wrong_password: 'wrong password',
  unknown: 'nobody has this address',
  disabled: 'the user is disabled',
  too_many: 'too many tries',
  wrong_code: 'wrong code',
  not_proven: 'did not confirm who he is',
};

const proofWords = {
  password: 'password',
  totp: 'authenticator app',
  passkey: 'passkey',
  microsoft: 'Microsoft',
} as const;

export const peopleWords: Words<PeopleFact> = {
  'user.added': ({ email, role }) => `added ${email} as ${role}`,
  'user.changed': ({ changes }) => `user changed: ${describeChanges(changes)}`,
  'user.access_changed': ({ group, before, after }) => `access to ${group.name}: ${before} → ${after}`,
  'user.password_changed': () => 'password changed',
  'user.factor_added': () => 'second factor set up: authenticator app',
  'user.factor_removed': () => 'second factor taken away: authenticator app',
  'user.proved': ({ by }) => `confirmed that it is he: ${proofWords[by]}`,
  'user.signed_in': () => 'signed in',
  'user.signed_out': () => 'signed out',
  'user.sessions_ended': (said) => `signed out everywhere: ${count(said.count, 'session')}`,
  'token.created': ({ name, scopes }) => `API token “${name}” made: ${scopes.join(', ')}`,
  'token.revoked': ({ name }) => `API token “${name}” ended`,
  'sign_in.refused': ({ email, because }) => `sign-in of ${email} refused: ${refusalWords[because]}`,
  'customer.changed': ({ changes }) => `customer changed: ${describeChanges(changes)}`,
  'customer.blocked': () => 'customer blocked',
  'customer.unblocked': () => 'customer no longer blocked',
  'customer.merged': () => 'customer merged into another one',
  'customer.exported': () => 'customer exported',
  'customer.erased': ({ tickets, articles }) =>
    `customer erased with ${count(tickets, 'ticket')} and ${count(articles, 'message')}`,
};
