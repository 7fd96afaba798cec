import { SignInOutcomePage } from '../../../views/microsoft/outcome-page.tsx';
import { t } from '../../../views/words.ts';
import type { SignInOutcome } from '../../domain/diagnosis/sign-in-outcome.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { findNumber } from '../path-id.ts';

const kinds = ['add_account', 'reauthenticate', 'admin_consent', 'tenant_consent', 'migrate'] as const;

/** Sends the browser to Microsoft. A GET, because the CSP lets no form lead there. */
export function startSignIn(web: WebContext) {
  return async (c: WebRequest) => {
    const kind = kinds.find((each) => each === c.req.query('kind'));
    if (kind === undefined) throw new AppError('invalid', `Expected one of ${kinds.join(', ')} as the kind.`);
    const isOfChannel = kind === 'reauthenticate' || kind === 'migrate';
    const channelId = isOfChannel ? Number(c.req.query('channel')) : undefined;
    const resource = c.req.query('resource') === 'graph' ? 'graph' : 'mail';
    const mailbox = kind === 'add_account' ? c.req.query('mailbox') : undefined;
    const appRegistrationId = findNumber(c.req.query('app'));
    const { url } = await web.desk
      .as(actorOf(c))
      .call('beginSignIn', { kind, channelId, resource, mailbox, appRegistrationId });
    return c.redirect(url, 302);
  };
}

/** Where Microsoft sends the browser back to. */
export function finishSignIn(web: WebContext) {
  return async (c: WebRequest) => {
    const outcome = await web.desk.as(actorOf(c)).call('finishSignIn', { params: c.req.query() });
    switch (outcome.kind) {
      case 'added':
        return redirectTo(c, `/channels/${outcome.channelId}/setup`, { notice: t('The account is added.') });
      case 'reauthenticated':
        return goOn(c, outcome);
      case 'migrated':
        return redirectTo(c, `/channels/${outcome.channelId}`, {
          notice: t('The channel signs in at Microsoft now. Nothing is imported twice.'),
        });
      case 'consented':
        return redirectTo(c, '/channels', { notice: t('The permissions are granted. Use Add Account now.') });
      default:
        return showOutcome(c, outcome);
    }
  };
}

/** Where Graph was allowed so that a channel can be set up at all, the set-up goes on. */
function goOn(c: WebRequest, outcome: Extract<SignInOutcome, { kind: 'reauthenticated' }>): Response {
  const { channelId, allowsGraph, isStarted } = outcome;
  const path = `/channels/${channelId}`;
  if (!allowsGraph) return redirectTo(c, path, { notice: t('The account is signed in again.') });
  return redirectTo(c, isStarted ? path : `${path}/setup`, { notice: t('Microsoft Graph is allowed.') });
}

/** The administrator's answer has come by mail. */
export function dismissConsentRequest(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('dismissConsentRequest', {});
    return redirectTo(c, '/channels');
  };
}

async function showOutcome(c: WebRequest, outcome: RefusedOutcome): Promise<Response> {
  const page = <SignInOutcomePage outcome={outcome} />;
  const isOfChannel = 'channelId' in outcome || ('retry' in outcome && outcome.retry !== undefined);
  const title = isOfChannel ? t('The account is not signed in') : t('Nothing was added');
  return renderPage(c, { title, active: 'channels', status: 400 }, page);
}

type RefusedOutcome = Exclude<
  SignInOutcome,
  { kind: 'added' | 'reauthenticated' | 'migrated' | 'consented' }
>;
