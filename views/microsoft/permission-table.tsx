import { t } from '../words.ts';

const permissions = () =>
  [
    ['IMAP.AccessAsUser.All', t('read the mailbox')],
    ['SMTP.Send', t('send answers')],
    ['offline_access', t('stay signed in')],
    [t('openid, profile, email'), t('tell which account it is')],
  ] as const;

const optional = () =>
  [
    ['Mail.ReadWrite', t('read through Graph later')],
    ['Mail.Send', t('send through Graph later')],
    ['Mail.ReadWrite.Shared', t('the same for shared mailboxes')],
    ['Mail.Send.Shared', t('the same for shared mailboxes')],
  ] as const;

export function PermissionTable() {
  return (
    <div class="table-frame">
      <table class="permissions">
        <caption class="visually-hidden">{t('Delegated permissions of Microsoft Graph')}</caption>
        <tbody>
          {permissions().map(([name, purpose]) => (
            <PermissionRow name={name} purpose={purpose} />
          ))}
          <tr>
            <th colspan={2} scope="rowgroup">
              {t('Optional, so that a later switch to Graph needs no second consent')}
            </th>
          </tr>
          {optional().map(([name, purpose]) => (
            <PermissionRow name={name} purpose={purpose} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PermissionRow({ name, purpose }: { name: string; purpose: string }) {
  return (
    <tr>
      <td>
        <code>{name}</code>
      </td>
      <td>{purpose}</td>
    </tr>
  );
}
