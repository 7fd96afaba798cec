import * as z from 'zod';
import { getAppRegistration } from '../../db/app-registrations.ts';
import { insertFacts } from '../../db/facts.ts';
import { type SignIn, takeSignIn } from '../../db/sign-ins.ts';
import type { Actor } from '../../domain/actor.ts';
import { callbackPath } from '../../domain/app-registration.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import type { SignInOutcome } from '../../domain/diagnosis/sign-in-outcome.ts';
import { type Failure, findFailure } from '../../domain/failure.ts';
import { hashToken } from '../../domain/token.ts';
import { describeEntraFailure } from '../../microsoft/entra-failure.ts';
import { ImplausibleSignIn } from '../../microsoft/id-token.ts';
import { redeemCode, type SignedIn } from '../../microsoft/sign-in.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from '../microsoft/clouds.ts';
import { loadRegistration } from '../microsoft/load-registration.ts';
import {
  forgetPendingConsent,
  noteConsentDeclined,
  rememberPendingConsent,
} from '../microsoft/pending-consent.ts';
import { retryMicrosoftChannels } from '../microsoft/retry-channels.ts';
import { acceptAccount } from './accept-account.ts';
import { keepGraph } from './keep-graph.ts';
import { migrateChannel } from './migrate-channel.ts';

/**
 * An admin, with the session that began it: takes the browser back from Microsoft. `params` is the query that Microsoft
 * sent it back with. The state is spent first, whatever comes of the rest.
 */
export const finishSignIn = defineCommand({
  name: 'finishSignIn',
  input: z.strictObject({ params: z.record(z.string(), z.string()) }),
  needs: 'admin',
  async work({ desk, actor }, { params }): Promise<SignInOutcome> {
    const { state, error, error_description, admin_consent, code } = params;
    if (state === undefined || state === '') return { kind: 'unknown_state' };
    const signIn = await desk.write((tx) => takeSignIn(tx, hashToken(state)));
    if (signIn === undefined) return { kind: 'unknown_state' };
    if (actor.kind !== 'user' || signIn.sessionHash !== actor.sessionHash) return { kind: 'foreign_session' };
    if (signIn.expiresAt <= desk.now()) return { kind: 'expired' };
    if (error !== undefined) {
      const failure = describeEntraFailure(error, error_description ?? '');
      return refuse(desk, failure, signIn, { isOfAdministrator: admin_consent !== undefined });
    }
    if (admin_consent?.toLowerCase() === 'true' && code === undefined) {
      // What is waited for is IMAP and SMTP; Graph is agreed to by itself.
      if (signIn.resource === 'mail') await forgetPendingConsent(desk);
      await recordConsent(desk, actor, params.tenant ?? '');
      await retryAll(desk);
      return { kind: 'consented' };
    }
    if (code === undefined) return { kind: 'implausible', fault: { code: 'no_code' } };
    return redeem(desk, actor, signIn, code);
  },
});

/** @param tenant as Microsoft names the one that agreed; '' where it does not */
async function recordConsent(desk: Desk, actor: Actor, tenant: string): Promise<void> {
  const fact = { kind: 'app_registration.consented', data: { tenant: tenant.slice(0, 100) } } as const;
  await desk.write((tx) => insertFacts(tx, [{ at: desk.now(), actor, fact }]));
}

async function redeem(desk: Desk, actor: Actor, signIn: SignIn, code: string): Promise<SignInOutcome> {
  let signedIn: SignedIn;
  try {
    signedIn = await keepGraph(desk, signIn, await exchange(desk, signIn, code));
  } catch (error) {
    const failure = findFailure(error);
    if (failure !== undefined) return refuse(desk, failure, signIn);
    if (error instanceof ImplausibleSignIn) return { kind: 'implausible', fault: error.fault };
    throw error;
  }
  const { kind, channelId } = signIn;
  const outcome =
    kind === 'migrate' && channelId !== null
      ? await migrateChannel(desk, { ...signIn, channelId }, signedIn, actor)
      : await acceptAccount(desk, signIn, signedIn, actor);
  if (outcome.kind === 'added') await forgetPendingConsent(desk);
  // What waited for the sign-in, to be fetched or sent, waits no longer.
  if (outcome.kind === 'reauthenticated' || outcome.kind === 'migrated') desk.wake(outcome.channelId);
  // With it permissions may have been given, and a policy been met.
  if ('channelId' in outcome) await retryAll(desk);
  return outcome;
}

async function retryAll(desk: Desk): Promise<void> {
  const woken = await desk.write((tx) => retryMicrosoftChannels(tx, desk.now()));
  for (const channelId of woken) desk.wake(channelId);
}

async function exchange(desk: Desk, signIn: SignIn, code: string): Promise<SignedIn> {
  const stored = await getAppRegistration(desk.read, signIn.appRegistrationId);
  const cloud = await getCloud(desk, stored.cloud);
  return redeemCode(cloud, await loadRegistration(desk.read, stored), {
    resource: signIn.resource,
    redirectUri: desk.publicUrl + callbackPath,
    code,
    codeVerifier: signIn.codeVerifier,
    nonce: signIn.nonce,
    now: desk.now(),
  });
}

/** @param isOfAdministrator it comes from Microsoft's page for a tenant's administrator */
async function refuse(
  desk: Desk,
  failure: Failure,
  { kind, channelId, appRegistrationId: app }: SignIn,
  { isOfAdministrator = false } = {},
): Promise<SignInOutcome> {
  const diagnosis = { ...diagnose(failure), app };
  desk.log.info('sign-in refused', { code: diagnosis.code, text: failure.text });
  if (diagnosis.code === 'consent_declined') await noteConsentDeclined(desk, app, isOfAdministrator);
  const since = diagnosis.code === 'consent_pending' ? await rememberPendingConsent(desk, app) : undefined;
  const isOfChannel = kind === 'reauthenticate' || kind === 'migrate';
  const retry = isOfChannel && channelId !== null ? { kind, channelId, app } : undefined;
  return { kind: 'refused', diagnosis, since, retry };
}
