import type { PeopleFact, SignInRefusal } from '../../src/domain/facts/people-facts.ts';
import { describeChanges } from './change-words.ts';
import { count, type Words } from './words.ts';

const refusalWords: Readonly<Record<SignInRefusal, string>> = {
  wrong_password: 'wrong password',
  unknown: 'nobody has this address',
  disabled: 'the user is disabled',
  too_many: 'too many tries',
  wrong_code: 'wrong code',
  wrong_passkey: 'the passkey does not fit',
  other_tenant: 'a Microsoft account of another directory',
  other_account: 'another Microsoft account has this user',
  not_in_group: 'in no group of Entra that is let in',
  microsoft_only: 'Microsoft is the only way in',
  not_proven: 'did not confirm who he is',
};

const letterWords = { invitation: 'invitation', new_password: 'forgotten password' } as const;

const proofWords = {
  password: 'password',
  totp: 'authenticator app',
  recovery: 'recovery code',
  all: 'all there were',
  passkey: 'passkey',
  microsoft: 'Microsoft',
} as const;

export const peopleWords: Words<PeopleFact> = {
  'user.added': ({ email, role }) => `added ${email} as ${role}`,
  'user.changed': ({ changes }) => `user changed: ${describeChanges(changes)}`,
  'user.access_changed': ({ group, before, after }) => `access to ${group.name}: ${before} → ${after}`,
  'user.password_changed': ({ by }) =>
    by === undefined ? 'password changed' : `password set by the link of a letter: ${letterWords[by]}`,
  'user.linked': ({ userName, objectId }) => `signs in with the Microsoft account ${userName} (${objectId})`,
  'user.unlinked': () => 'Microsoft account taken away',
  'user.invited': ({ email }) => `invited as ${email}`,
  'user.letter_sent': ({ letter }) => `letter sent: ${letterWords[letter]}`,
  'user.letter_failed': ({ letter }) => `letter could not be sent: ${letterWords[letter]}`,
  'sign_in.password_asked': ({ email }) => `a new password was asked for: ${email}`,
  'user.password_removed': () => 'password taken away',
  'user.factor_added': ({ factor, name }) => `second factor set up: ${writeFactor(factor, name)}`,
  'user.factor_removed': ({ factor, name }) => `second factor taken away: ${writeFactor(factor, name)}`,
  'user.proved': ({ by }) => `proved again who it is: ${proofWords[by]}`,
  'user.signed_in': ({ by }) => (by === undefined ? 'signed in' : `signed in: ${proofWords[by]}`),
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

function writeFactor(factor: 'totp' | 'passkey' | 'all', name: string | undefined): string {
  return name === undefined ? proofWords[factor] : `${proofWords[factor]} “${name}”`;
}
