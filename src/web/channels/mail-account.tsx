import { MailAccountPage, type MailAccountPageProps } from '../../../views/channels/mail-account-page.tsx';
import { NewMailAccountPage } from '../../../views/channels/new-mail-account-page.tsx';
import { t } from '../../../views/words.ts';
import { getChannel } from '../../db/channels.ts';
import { getMailAccount } from '../../db/mail-accounts.ts';
import type { MailAccountInput } from '../../domain/mail-account.ts';
import { suggestSettings } from '../../domain/mail-providers.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';

type Shown = Omit<MailAccountPageProps, 'csrf' | 'fields' | 'lines' | 'hint' | 'isEncrypted'> &
  Partial<Pick<MailAccountPageProps, 'fields' | 'lines' | 'hint'>>;

/** GET /channels/new/email: the address first, then the settings that go with it. */
export function showNewMailAccount(web: WebContext) {
  return async (c: WebRequest) => {
    const address = (c.req.query('address') ?? '').trim();
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) {
      const error = address === '' ? undefined : t('Expected an address like info@example.com.');
      const page = <NewMailAccountPage address={address} error={error} />;
      return renderPage(c, { title: t('Add an e-mail account'), active: 'channels' }, page);
    }
    const { provider, imap, smtp, hint } = suggestSettings(address);
    const values: Shown['values'] = {
      address,
      name: '',
      userName: address,
      imapHost: imap.host,
      imapPort: String(imap.port),
      imapSecurity: imap.security,
      smtpHost: smtp.host,
      smtpPort: String(smtp.port),
      smtpSecurity: smtp.security,
      allowsPrivate: false,
    };
    const known =
      provider === undefined
        ? guessed()
        : t('These are the settings of {provider}. {hint}', { provider, hint: hint ?? '' });
    return render(web, c, { channelId: undefined, values, hint: known });
  };
}

/** POST /channels/new/email */
export function createMailAccount(web: WebContext) {
  return async (c: WebRequest) => {
    const { input, savesAnyway } = await readForm(c);
    return save(web, c, { channelId: undefined, input, savesAnyway });
  };
}

/** GET /channels/:id/account */
export function showMailAccount(web: WebContext) {
  return async (c: WebRequest) => {
    const channel = await getChannel(web.read, readPathId(c));
    if (channel.kind !== 'email') throw new AppError('not_found', 'This channel signs in at Microsoft.');
    const account = await getMailAccount(web.read, channel.id);
    const values: Shown['values'] = {
      address: channel.address,
      name: channel.name,
      userName: account.userName,
      imapHost: account.imapHost,
      imapPort: String(account.imapPort),
      imapSecurity: account.imapSecurity,
      smtpHost: account.smtpHost,
      smtpPort: String(account.smtpPort),
      smtpSecurity: account.smtpSecurity,
      allowsPrivate: false,
      authority: account.authority ?? '',
    };
    return render(web, c, { channelId: channel.id, values });
  };
}

/** POST /channels/:id/account; an empty password keeps the stored one. */
export function updateMailAccount(web: WebContext) {
  return async (c: WebRequest) => {
    const channel = await getChannel(web.read, readPathId(c));
    const { input, savesAnyway } = await readForm(c);
    const { address, name, id: channelId } = channel;
    return save(web, c, { channelId, input: { ...input, address, name }, savesAnyway });
  };
}

const guessed = () =>
  t('This provider is not known here, so the settings are a guess: compare them with its help page.');

async function save(
  web: WebContext,
  c: WebRequest,
  asked: { channelId: number | undefined; input: MailAccountInput; savesAnyway: boolean },
): Promise<Response> {
  const { channelId, input, savesAnyway } = asked;
  // The password goes to the desk and never back to the browser.
  const { password: _, ...values } = input;
  try {
    const saved = await web.desk.as(actorOf(c)).call('saveMailAccount', { ...input, channelId, savesAnyway });
    if (saved.kind === 'refused') return render(web, c, { channelId, values, lines: saved.lines }, 422);
    if (channelId === undefined && saved.works) {
      return redirectTo(c, `/channels/${saved.channelId}/setup`, { notice: t('The account is added.') });
    }
    return redirectTo(c, `/channels/${saved.channelId}`, { notice: t('The account is saved.') });
  } catch (error) {
    return render(web, c, { channelId, values, fields: fieldsOf(error) }, 422);
  }
}

async function readForm(c: WebRequest): Promise<{ input: MailAccountInput; savesAnyway: boolean }> {
  const { text } = await readFields(c);
  const input = {
    address: text('address'),
    name: text('name'),
    userName: text('userName'),
    password: text('password'),
    imapHost: text('imapHost'),
    imapPort: text('imapPort'),
    imapSecurity: text('imapSecurity'),
    smtpHost: text('smtpHost'),
    smtpPort: text('smtpPort'),
    smtpSecurity: text('smtpSecurity'),
    allowsPrivate: text('allowsPrivate') === 'on',
    authority: text('authority'),
  };
  return { input, savesAnyway: text('savesAnyway') === 'on' };
}

function render(web: WebContext, c: WebRequest, shown: Shown, status: 200 | 422 = 200) {
  const page = (
    <MailAccountPage
      csrf={c.get('csrf')}
      isEncrypted={web.isEncrypted}
      fields={{}}
      lines={undefined}
      hint={undefined}
      {...shown}
    />
  );
  const title = shown.channelId === undefined ? t('Add an e-mail account') : t('Account and password');
  return renderPage(c, { title, active: 'channels', status }, page);
}
