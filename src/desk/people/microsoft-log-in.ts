import { createHash } from 'node:crypto';
import * as z from 'zod';
import { findAppRegistration } from '../../db/app-registrations.ts';
import {
  findMicrosoftPerson,
  hasToldAuthTime,
  loadSignInSettings,
  noteAuthTimeTold,
} from '../../db/microsoft-people.ts';
import { setSessionProof } from '../../db/sessions.ts';
import type { UserActor } from '../../domain/actor.ts';
import { callbackPath } from '../../domain/app-registration.ts';
import type { Cloud } from '../../domain/cloud.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { networkOf } from '../../domain/sign-in-limit.ts';
import type { SignInSettings } from '../../domain/sign-in-settings.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import type { Registration } from '../../microsoft/entra-client.ts';
import { describeEntraFailure } from '../../microsoft/entra-failure.ts';
import { type Identity, skewSeconds } from '../../microsoft/id-token.ts';
import { buildLogInUrl, redeemLogIn } from '../../microsoft/log-in.ts';
import { defineCommand, type Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { explainFailure } from '../explain-failure.ts';
import type { MicrosoftLogIn } from '../memory.ts';
import { getCloud } from '../microsoft/clouds.ts';
import { loadRegistration } from '../microsoft/load-registration.ts';
import { admitMicrosoftPerson, refuseMicrosoft } from './admit-microsoft-person.ts';
import { browserFields, type LoggedIn, openBrowserSession } from './open-session.ts';

const lifetimeMilliseconds = 10 * 60_000;
const mostUnderWay = 10_000;
/** Has the password typed again. Entra ends the identity token after `max_age`, too: it is as long as a sign-in may take. */
const askAgain = { prompt: 'login', maxAge: lifetimeMilliseconds / 1000 } as const;

/**
 * Everybody, where it is switched on: begins a sign-in at Microsoft. Whoever has a session proves with it who he is.
 * @returns where to send the browser. @throws AppError not_found (switched off), conflict (no app), unavailable
 */
export const beginMicrosoftLogIn = defineCommand({
  name: 'beginMicrosoftLogIn',
  input: z.strictObject({
    address: z.string(),
    isAddressShared: z.boolean().optional(),
    /** SHA-256 of what this browser alone has, hex. */
    browserHash: z.string(),
    to: z.string(),
  }),
  needs: 'nothing',
  async work({ desk, actor }, { address, isAddressShared, browserHash, to }): Promise<{ url: string }> {
    const { cloud, registration } = await openWay(desk);
    const from = `microsoft ${networkOf(address)}`;
    const reservation = desk.memory.signInLimit.reserve({
      from,
      account: from,
      isKnown: true,
      isShared: isAddressShared === true,
    });
    const state = createToken();
    const nonce = createToken();
    const codeVerifier = createToken();
    const prover = actor.kind === 'user' ? actor : undefined;
    const url = await explainFailure(
      buildLogInUrl(cloud, registration, {
        redirectUri: desk.publicUrl + callbackPath,
        state,
        nonce,
        codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
        ...(prover === undefined ? { prompt: 'select_account' } : askAgain),
      }),
    );
    const until = performance.now() + lifetimeMilliseconds;
    remember(desk, hashToken(state), {
      browserHash,
      nonce,
      codeVerifier,
      to,
      begunAt: desk.now(),
      until,
      prover,
      reservation,
    });
    return { url };
  },
});

/** A session, or for whoever had one already: it is proven. `to` is where he wanted to go. */
type MicrosoftLoggedIn = { readonly to: string } & (LoggedIn | { readonly token?: undefined });

/**
 * Everybody: takes the browser back from Microsoft. The state is spent first, whatever comes of the rest.
 * @returns undefined when the state is none of a sign-in to Postroom
 * @throws AppError unauthorized, the same for everybody who is not known here, unavailable
 */
export const finishMicrosoftLogIn = defineCommand({
  name: 'finishMicrosoftLogIn',
  input: z.strictObject({
    ...browserFields,
    params: z.record(z.string(), z.string()),
    browserHash: z.string(),
  }),
  needs: 'nothing',
  async work(work, { params, browserHash, ...browser }): Promise<MicrosoftLoggedIn | undefined> {
    const { desk } = work;
    const key = hashToken(params.state ?? '');
    const pending = desk.memory.microsoftLogIns.get(key);
    if (pending === undefined) return undefined;
    desk.memory.microsoftLogIns.delete(key);
    if (pending.browserHash !== browserHash || pending.until < performance.now()) {
      throw new AppError(
        'unauthorized',
        'This sign-in was begun elsewhere or has taken too long; begin it again.',
      );
    }
    const { settings, ...way } = await openWay(desk);
    const { identity, groups } = await redeem(desk, way, params, pending);
    if (identity.tenantId.toLowerCase() !== settings.tenantId) {
      throw await refuseMicrosoft(work, identity, 'other_tenant', browser.address);
    }
    if (pending.prover !== undefined) {
      await prove(work, { ...pending, prover: pending.prover }, identity, browser);
      pending.reservation.withdraw();
      return { to: pending.to };
    }
    const user = await admitMicrosoftPerson(work, settings, { identity, groups, address: browser.address });
    pending.reservation.withdraw();
    // A browser that is still signed in at Microsoft shows nothing of who sits there.
    const provedAt = identity.authenticatedAt ?? new Date(0);
    return { ...(await openBrowserSession(work, user, browser, 'microsoft', provedAt)), to: pending.to };
  },
});

interface Way {
  readonly cloud: Cloud;
  readonly registration: Registration;
}

async function openWay(desk: Desk): Promise<Way & { settings: SignInSettings }> {
  const settings = await loadSignInSettings(desk.read);
  if (settings.microsoft === 'off') {
    throw new AppError('not_found', 'Nobody signs in with Microsoft here; use your password or passkey.');
  }
  const stored = await findAppRegistration(desk.read);
  if (stored === undefined)
    throw new AppError('conflict', 'There is no Microsoft 365 app any more; tell an admin.');
  // The one tenant is asked, whatever the app takes otherwise.
  const registration = await loadRegistration(desk.read, stored, settings.tenantId);
  return { settings, cloud: await getCloud(desk, stored.cloud), registration };
}

async function redeem(
  desk: Desk,
  { cloud, registration }: Way,
  { error, error_description, code }: Readonly<Record<string, string>>,
  { nonce, codeVerifier }: MicrosoftLogIn,
) {
  if (error !== undefined || code === undefined) {
    const failure = describeEntraFailure(error ?? 'no_code', error_description ?? '');
    throw new AppError('unauthorized', `Microsoft has not signed you in: ${diagnose(failure).title}.`);
  }
  const exchange = { redirectUri: desk.publicUrl + callbackPath, code, codeVerifier, nonce, now: desk.now() };
  try {
    return await redeemLogIn(cloud, registration, exchange);
  } catch (cause) {
    const failure = findFailure(cause);
    if (failure === undefined) throw cause;
    const { title, step } = diagnose(failure);
    throw new AppError('unauthorized', `Microsoft has not signed you in: ${title}. ${step}`, { cause });
  }
}

/** The same person, in the same session, who has shown it at Microsoft since he was asked. */
async function prove(
  work: Work,
  { prover, begunAt }: { readonly prover: UserActor; readonly begunAt: Date },
  identity: Identity,
  browser: { readonly address: string; readonly earlierSession?: string | undefined },
): Promise<void> {
  const found = await findMicrosoftPerson(work.desk.read, identity.tenantId, identity.objectId);
  const { userId, sessionHash } = prover;
  if (found?.user.id !== userId || sessionHash === undefined || browser.earlierSession !== sessionHash) {
    throw await refuseMicrosoft(work, identity, 'not_proven', browser.address);
  }
  if (!(await isFresh(work.desk, identity, begunAt))) {
    await refuseMicrosoft(work, identity, 'not_proven', browser.address);
    throw new AppError(
      'unauthorized',
      'Microsoft does not say that you have signed in there just now. Confirm again, and type your password there.',
    );
  }
  await work.write(async (act) => {
    if (identity.authenticatedAt !== undefined) await noteAuthTimeTold(act.tx, identity.tenantId);
    await setSessionProof(act.tx, sessionHash, act.now);
    act.record({ userId, kind: 'user.proved', data: { by: 'microsoft' } });
  });
}

/**
 * Whoever sits at the browser can take the demand for a password out of the address that leads there, and with it that for the
 * time. Not every directory tells it: for some an admin has to add the optional claim. One that has told it once does so again.
 */
async function isFresh(desk: Desk, { authenticatedAt, tenantId }: Identity, begunAt: Date): Promise<boolean> {
  if (authenticatedAt === undefined) return !(await hasToldAuthTime(desk.read, tenantId));
  return authenticatedAt.getTime() >= begunAt.getTime() - skewSeconds * 1000;
}

function remember({ memory }: Desk, key: string, logIn: MicrosoftLogIn): void {
  const { microsoftLogIns } = memory;
  for (const [each, { until }] of microsoftLogIns) {
    if (until >= performance.now() && microsoftLogIns.size < mostUnderWay) break;
    microsoftLogIns.delete(each);
  }
  microsoftLogIns.set(key, logIn);
}
