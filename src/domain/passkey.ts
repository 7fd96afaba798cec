import { createHmac, timingSafeEqual } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { createToken } from './token.ts';

// Passkeys (W3C Web Authentication, level 3). The authenticator has to know its person by a finger, a face or a PIN, so
// that a passkey alone is two factors.

/** Where Postroom stands, as browsers see it. */
export interface PasskeyPlace {
  /** Such as https://desk.example. */
  readonly origin: string;
  /** Signs challenges. */
  readonly secret: Uint8Array;
  /** Of this start of the program: which challenges were answered before is not known to the next one. */
  readonly run: string;
}

/** What is kept of a passkey. */
interface PasskeyKey {
  /** base64url */
  readonly credentialId: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  readonly counter: number;
}

/** COSE numbers (RFC 9053): EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257];

/** How long a browser has for its answer. */
export const challengeMilliseconds = 5 * 60_000;
/** An answer in JSON is some 1,500 characters. */
const longestAnswer = 20_000;

/** @returns what a browser needs to make a passkey. @param known credential ids of those that the user has */
export async function offerNewPasskey(
  place: PasskeyPlace,
  user: { readonly id: number; readonly email: string; readonly name: string },
  known: readonly string[],
  now: Date,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await loadWebAuthn();
  return generateRegistrationOptions({
    rpName: 'Postroom',
    rpID: new URL(place.origin).hostname,
    userID: new Uint8Array(sign(place.secret, `user ${user.id}`)),
    userName: user.email,
    userDisplayName: user.name,
    challenge: makeChallenge(place, `add ${user.id}`, now),
    timeout: challengeMilliseconds,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** @returns what a browser needs to answer with any passkey that it has for us */
export async function askForPasskey(
  place: PasskeyPlace,
  now: Date,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await loadWebAuthn();
  return generateAuthenticationOptions({
    rpID: new URL(place.origin).hostname,
    challenge: makeChallenge(place, 'sign_in', now),
    timeout: challengeMilliseconds,
    userVerification: 'required',
  });
}

/** @returns the new key, and the challenge that may not be used again; undefined when the answer does not fit */
export async function acceptNewPasskey(
  place: PasskeyPlace,
  userId: number,
  answer: string,
  now: Date,
): Promise<{ key: PasskeyKey; challenge: string } | undefined> {
  const response = parseAnswer(answer) as RegistrationResponseJSON | undefined;
  if (response === undefined) return undefined;
  const { verifyRegistrationResponse } = await loadWebAuthn();
  const { met, expected } = expectAnswer(place, `add ${userId}`, now);
  const result = await verifyRegistrationResponse({
    ...expected,
    response,
    supportedAlgorithmIDs: algorithms,
  }).catch(refuseUnfit);
  // Of whom the maker of a device vouches for, nothing is asked; what comes with such words is not read further.
  if (result?.verified !== true || result.registrationInfo.fmt !== 'none') return undefined;
  const { id, publicKey, counter } = result.registrationInfo.credential;
  const key = { credentialId: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
  return { key, challenge: met.challenge };
}

/** @returns the credential id that an answer names, not yet verified; undefined when it is no answer */
export function findCredentialId(answer: string): string | undefined {
  const id = (parseAnswer(answer) as { id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}

/** @returns its new counter, and the challenge that may not be used again; undefined when the answer does not fit */
export async function acceptPasskey(
  place: PasskeyPlace,
  key: PasskeyKey,
  answer: string,
  now: Date,
): Promise<{ counter: number; challenge: string } | undefined> {
  const response = parseAnswer(answer) as AuthenticationResponseJSON | undefined;
  if (response === undefined) return undefined;
  const { verifyAuthenticationResponse } = await loadWebAuthn();
  const { met, expected } = expectAnswer(place, 'sign_in', now);
  const result = await verifyAuthenticationResponse({
    ...expected,
    response,
    credential: {
      id: key.credentialId,
      publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')),
      counter: key.counter,
    },
  }).catch(refuseUnfit);
  if (result?.verified !== true) return undefined;
  return { counter: result.authenticationInfo.newCounter, challenge: met.challenge };
}

/** What every answer has to fit. @returns also the challenge that it met, once the library has looked at it */
function expectAnswer(place: PasskeyPlace, purpose: string, now: Date) {
  const met = { challenge: '' };
  const expected = {
    expectedChallenge: (given: string) => {
      met.challenge = given;
      return isChallenge(place, purpose, given, now);
    },
    expectedOrigin: place.origin,
    expectedRPID: new URL(place.origin).hostname,
    requireUserVerification: true,
  };
  return { met, expected };
}

/** Asked for when the first passkey is: with its certificates' grammar it takes a tenth of a second. */
async function loadWebAuthn(): Promise<typeof import('@simplewebauthn/server')> {
  // Has to be there before it.
  await import('reflect-metadata');
  return import('@simplewebauthn/server');
}

/** The library throws at whatever does not fit; a defect of ours would be one of these classes. */
function refuseUnfit(error: unknown): undefined {
  if (error instanceof ReferenceError) throw error;
  return undefined;
}

function parseAnswer(text: string): object | undefined {
  if (text.length > longestAnswer) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing is stored of it: time, a random part, and our mark over both. */
function makeChallenge(place: PasskeyPlace, purpose: string, now: Date): Uint8Array<ArrayBuffer> {
  const head = `${now.getTime().toString(36)}.${createToken().slice(0, 22)}`;
  const mark = markChallenge(place, purpose, head).toString('base64url');
  return new Uint8Array(Buffer.from(`${head}.${mark}`));
}

/** @param given as the browser writes it, base64url */
function isChallenge(place: PasskeyPlace, purpose: string, given: string, now: Date): boolean {
  const [time = '', unique = '', mark = ''] = Buffer.from(given.slice(0, 200), 'base64url')
    .toString()
    .split('.');
  const age = now.getTime() - Number.parseInt(time, 36);
  const expected = markChallenge(place, purpose, `${time}.${unique}`);
  const actual = Buffer.from(mark, 'base64url');
  const isOurs = actual.length === expected.length && timingSafeEqual(actual, expected);
  return isOurs && age >= -60_000 && age < challengeMilliseconds;
}

function markChallenge({ secret, run }: PasskeyPlace, purpose: string, head: string): Buffer {
  return sign(secret, [run, purpose, head].join('\n'));
}

function sign(secret: Uint8Array, text: string): Buffer {
  return createHmac('sha256', secret).update(`passkey\n${text}`).digest();
}
