import type { Context, Next } from 'hono';
import { getCookie } from 'hono/cookie';
import { PlainLayout } from '../../../views/plain-layout.tsx';
import { t } from '../../../views/words.ts';
import { assetUrls } from '../assets.ts';

/**
 * A tenant's administrator who opened the consent link has no session here. Nothing of the query is shown or
 * believed: whether the consent is there shows when the account is added.
 */
export async function thankTenantAdmin(c: Context, next: Next): Promise<Response | undefined> {
  const hasSession = getCookie(c, 'sid') !== undefined || getCookie(c, '__Host-sid') !== undefined;
  const granted = c.req.query('admin_consent');
  if (hasSession || granted === undefined) {
    await next();
    return undefined;
  }
  const isGranted = granted.toLowerCase() === 'true';
  const page = isGranted ? (
    <PlainLayout title={t('The permissions are granted')} assets={assetUrls}>
      <p>{t('You can close this window. Tell the admin of Postroom to use Add Account now.')}</p>
    </PlainLayout>
  ) : (
    <PlainLayout title={t('The permissions were not granted')} assets={assetUrls}>
      <p>{t('You can close this window, or open the link again to grant them.')}</p>
    </PlainLayout>
  );
  return c.html(page, isGranted ? 200 : 400);
}
