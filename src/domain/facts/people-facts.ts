import type { AccountLetter } from '../account-letter.ts';
import type { Change, FactsAbout, Named, Nothing } from './shape.ts';

/** Why somebody was not let in. */
const signInRefusals = [
  'wrong_password',
  'unknown',
  'disabled',
  'too_many',
  'wrong_code',
  'wrong_passkey',
  'not_proven',
  /** Of Microsoft: another directory than the one that is let in. */
  'other_tenant',
  /** Another account has the user's place. */
  'other_account',
  'not_in_group',
  /** A local sign-in where Microsoft is the only way. */
  'microsoft_only',
] as const;
export type SignInRefusal = (typeof signInRefusals)[number];

interface UserSays {
  readonly 'user.added': { readonly email: string; readonly name: string; readonly role: 'admin' | 'agent' };
  readonly 'user.changed': { readonly changes: readonly Change[] };
  readonly 'user.access_changed': {
    readonly group: Named;
    readonly before: string;
    readonly after: string;
  };
  /** `by`: the letter whose link set it. */
  readonly 'user.password_changed': { readonly by?: AccountLetter; readonly address?: string };
  /** The Microsoft account that he signs in with. */
  readonly 'user.linked': {
    readonly userName: string;
    readonly tenantId: string;
    readonly objectId: string;
  };
  readonly 'user.unlinked': Nothing;
  readonly 'user.invited': { readonly email: string };
  readonly 'user.letter_sent': { readonly letter: AccountLetter };
  /** No way to send took it. */
  readonly 'user.letter_failed': { readonly letter: AccountLetter };
  /** He signs in by other ways only. */
  readonly 'user.password_removed': Nothing;
  /** Recovery codes; those before are not good any more. */
  readonly 'user.codes_renewed': Nothing;
  readonly 'user.factor_added': { readonly factor: 'totp' | 'passkey'; readonly name?: string };
  /** `all`: an admin or the command line has taken away whatever there was. */
  readonly 'user.factor_removed': { readonly factor: 'totp' | 'passkey' | 'all'; readonly name?: string };
  /** He has shown again who he is, before something that takes it. */
  readonly 'user.proved': { readonly by: 'password' | 'totp' | 'passkey' | 'microsoft' };
  /** `by`: what it was proved by beside or instead of the password. */
  readonly 'user.signed_in': {
    readonly address?: string;
    readonly by?: 'totp' | 'recovery' | 'passkey' | 'microsoft';
  };
  readonly 'user.signed_out': Nothing;
  /** An admin has signed him out everywhere. */
  readonly 'user.sessions_ended': { readonly count: number };
  /** The user whose token it is. */
  readonly 'token.created': {
    readonly tokenId: number;
    readonly name: string;
    readonly scopes: readonly string[];
  };
  readonly 'token.revoked': { readonly tokenId: number; readonly name: string };
}

interface PeopleSays {
  /** A letter for a forgotten password was asked for, for an address that may be nobody's. */
  readonly 'sign_in.password_asked': { readonly email: string; readonly address?: string };
  readonly 'sign_in.refused': {
    readonly email: string;
    readonly because: SignInRefusal;
    /** The network address it came from. */
    readonly address?: string;
  };
}

interface CustomerSays {
  readonly 'customer.changed': { readonly changes: readonly Change[] };
  readonly 'customer.blocked': Nothing;
  readonly 'customer.unblocked': Nothing;
  readonly 'customer.merged': { readonly into: number };
  readonly 'customer.exported': Nothing;
  /** What went; nothing that tells who it was. */
  readonly 'customer.erased': {
    readonly tickets: number;
    readonly articles: number;
    /** Ids of those who had been merged into the customer, where there were any: a backup from before has them. */
    readonly merged?: readonly number[];
  };
}

export type PeopleFact =
  | FactsAbout<{ readonly userId: number }, UserSays>
  | FactsAbout<object, PeopleSays>
  | FactsAbout<{ readonly customerId: number }, CustomerSays>;
