const permissions = [
  ['IMAP.AccessAsUser.All', 'read the mailbox'],
  ['SMTP.Send', 'send answers'],
  ['offline_access', 'stay signed in'],
  ['openid, profile, email', 'tell which account it is'],
] as const;

const optional = [
  ['Mail.ReadWrite', 'read through Graph later'],
  ['Mail.Send', 'send through Graph later'],
  ['Mail.ReadWrite.Shared', 'the same for shared mailboxes'],
  ['Mail.Send.Shared', 'the same for shared mailboxes'],
] as const;

export function PermissionTable() {
  return (
    <div class="table-frame">
      <table class="permissions">
        <caption class="visually-hidden">Delegated permissions of Microsoft Graph</caption>
        <tbody>
          {permissions.map(([name, purpose]) => (
            <PermissionRow name={name} purpose={purpose} />
          ))}
          <tr>
            <th colspan={2} scope="rowgroup">
              Optional, so that a later switch to Graph needs no second consent
            </th>
          </tr>
          {optional.map(([name, purpose]) => (
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
