import * as z from 'zod';
import { isAddress } from '../domain/address.ts';
import type { TokenFault } from '../domain/diagnosis/sign-in-outcome.ts';
import { cleanLine } from '../domain/plain-text.ts';
import { AppError } from '../errors.ts';

/** Who signed in. Tenant and object id together never change; names and addresses do. */
export interface Identity {
  readonly tenantId: string;
  readonly objectId: string;
  /** What Exchange wants as the user name: the UPN, as the tenant writes it. */
  readonly userName: string;
  /** The primary address where Entra tells it, else the UPN; lower case. */
  readonly address: string;
  /** As people read it: without what nobody sees. */
  readonly name: string;
  /** When he showed at Microsoft who he is: long ago where his browser was still signed in there. Undefined where it is not told. */
  readonly authenticatedAt?: Date | undefined;
}

interface Expected {
  readonly clientId: string;
  /** The issuer of the discovery document, `{tenantid}` for any tenant. */
  readonly issuer: string;
  readonly nonce: string;
  readonly now: Date;
}

const mostName = 200;

const claimsShape = z.object({
  aud: z.string(),
  iss: z.string(),
  exp: z.number(),
  /** When it was issued: a moment ago, by Microsoft's clock. */
  iat: z.number().optional(),
  nonce: z.string(),
  /** Comes with `max_age`, or as an optional claim of the app. */
  auth_time: z.number().optional(),
  tid: z.guid(),
  oid: z.guid(),
  preferred_username: z.string().min(1),
  email: z.string().optional(),
  name: z.string().optional(),
});

/** Of our clock and Microsoft's. */
export const skewSeconds = 300;

/** What came back from Microsoft does not fit the sign-in that was begun. */
export class ImplausibleSignIn extends AppError {
  readonly fault: TokenFault;

  constructor(fault: TokenFault, message: string) {
    super('forbidden', message);
    this.fault = fault;
  }
}

/**
 * MSAL lets a wrong audience, issuer and nonce pass, so we check them (OpenID Connect Core 3.1.3.7). The token came
 * from the token endpoint over TLS, which stands in for its signature (step 6).
 * @throws ImplausibleSignIn that names the claim
 */
export function acceptIdToken(claims: unknown, expected: Expected): Identity {
  const parsed = claimsShape.safeParse(claims);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw refuse({ code: 'claims_missing', names }, `it lacks ${names}`);
  }
  const { aud, iss, exp, iat, nonce, tid, oid, preferred_username, email, name, auth_time } = parsed.data;
  if (aud !== expected.clientId)
    throw refuse({ code: 'other_app', app: aud }, `it is meant for the app ${aud}`);
  if (iss !== expected.issuer.replace('{tenantid}', tid)) {
    throw refuse({ code: 'other_issuer', issuer: iss }, `it was issued by ${iss}`);
  }
  if (!iss.includes(tid)) throw refuse({ code: 'other_tenant' }, 'its issuer belongs to another tenant');
  const now = expected.now.getTime() / 1000;
  if (exp + skewSeconds < now) throw refuseOld(now, iat);
  if (nonce !== expected.nonce) throw refuse({ code: 'other_sign_in' }, 'it belongs to another sign-in');
  const address = (email !== undefined && isAddress(email) ? email : preferred_username).toLowerCase();
  // Whoever may write in the directory may write there what nobody sees, or what turns the words around it.
  const shown =
    cleanLine(name ?? '')
      .slice(0, mostName)
      .toWellFormed() || address;
  const authenticatedAt = auth_time === undefined ? undefined : new Date(auth_time * 1000);
  return {
    tenantId: tid,
    objectId: oid,
    userName: preferred_username,
    address,
    name: shown,
    authenticatedAt,
  };
}

/** A token that has just been issued is out of date for a clock alone that is ahead. */
function refuseOld(now: number, issuedAt: number | undefined): AppError {
  if (issuedAt === undefined) return refuse({ code: 'out_of_date' }, 'it is out of date');
  const minutesAhead = Math.round((now - issuedAt) / 60);
  return refuse(
    { code: 'out_of_date', minutesAhead },
    `it is out of date, as this machine's clock is some ${minutesAhead} minutes ahead of Microsoft's: set the clock, then sign in again`,
  );
}

function refuse(fault: TokenFault, reason: string): ImplausibleSignIn {
  return new ImplausibleSignIn(fault, `Microsoft's identity token was refused: ${reason}.`);
}
