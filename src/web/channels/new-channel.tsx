import { NewChannelPage } from '../../../views/channels/new-channel-page.tsx';
import { nameApp } from '../../../views/microsoft/app-list.tsx';
import { t } from '../../../views/words.ts';
import { listAppRegistrations } from '../../db/app-registrations.ts';
import { isAddress } from '../../domain/address.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';

/** GET /channels/new: whose mailbox, and who opens it. */
export function showNewChannel(web: WebContext) {
  return async (c: WebRequest) => {
    const apps = await listAppRegistrations(web.read);
    const [first] = apps;
    if (first === undefined) return c.redirect('/settings/microsoft', 303);
    const chosen = apps.find(({ id }) => String(id) === c.req.query('app')) ?? first;
    const mailbox = (c.req.query('mailbox') ?? '').trim().toLowerCase();
    const isWrong = mailbox !== '' && !isAddress(mailbox);
    const page = (
      <NewChannelPage
        apps={apps.map((app) => [String(app.id), nameApp(app)] as const)}
        app={String(chosen.id)}
        mailbox={mailbox}
        error={isWrong ? t('Expected an address like info@example.com.') : undefined}
      />
    );
    return renderPage(c, { title: t('Add Account'), active: 'channels', status: isWrong ? 422 : 200 }, page);
  };
}
