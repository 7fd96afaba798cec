import { quotePowerShell as quote } from './powershell.ts';

/** Whom the grants are for, and for which mailbox. */
interface Grantee {
  readonly clientId: string;
  /** Under Enterprise applications. */
  readonly objectId: string;
  /** The mailbox's primary address. */
  readonly address: string;
  readonly channelId: number;
  /** How Exchange's PowerShell names the cloud; undefined: it needs no name. */
  readonly environment: string | undefined;
}

/** What an Exchange administrator runs, block by block, and what takes it back. */
export interface GrantScripts {
  readonly connect: string;
  /** Once per app and organisation. */
  readonly register: string;
  readonly imapSmtp: readonly string[];
  readonly graph: readonly string[];
  /** In the order in which it has to be done. */
  readonly undo: readonly string[];
}

/**
 * Lines of Exchange Online's PowerShell; each stands by itself.
 * https://learn.microsoft.com/exchange/permissions-exo/application-rbac
 */
export function writeGrants({ clientId, objectId, address, channelId, environment }: Grantee): GrantScripts {
  const box = quote(address);
  const app = quote(objectId);
  // Names are unique in the organisation and hold 64 characters at most.
  const name = `Postroom ${clientId.slice(0, 8)} ${channelId}`;
  const scope = quote(name);
  const read = quote(`${name} read`);
  const send = quote(`${name} send`);
  const filter = quote(`PrimarySmtpAddress -eq ${box}`);
  const assign = 'New-ManagementRoleAssignment -Name';
  const unassign = 'Remove-ManagementRoleAssignment -Confirm:$false -Identity';
  return {
    connect:
      environment === undefined
        ? 'Connect-ExchangeOnline'
        : `Connect-ExchangeOnline -ExchangeEnvironmentName ${environment}`,
    register: `New-ServicePrincipal -AppId ${quote(clientId)} -ObjectId ${app} -DisplayName 'Postroom'`,
    imapSmtp: [
      `Add-MailboxPermission -Identity ${box} -User ${app} -AccessRights FullAccess`,
      `Add-RecipientPermission -Identity ${box} -Trustee ${app} -AccessRights SendAs -Confirm:$false`,
      `Set-CASMailbox -Identity ${box} -ImapEnabled $true -SmtpClientAuthenticationDisabled $false`,
    ],
    graph: [
      `New-ManagementScope -Name ${scope} -RecipientRestrictionFilter ${filter}`,
      `${assign} ${read} -App ${app} -Role 'Application Mail.ReadWrite' -CustomResourceScope ${scope}`,
      `${assign} ${send} -App ${app} -Role 'Application Mail.Send' -CustomResourceScope ${scope}`,
      `Test-ServicePrincipalAuthorization -Identity ${app} -Resource ${box}`,
    ],
    undo: [
      `${unassign} ${read}`,
      `${unassign} ${send}`,
      `Remove-ManagementScope -Confirm:$false -Identity ${scope}`,
      `Remove-RecipientPermission -Identity ${box} -Trustee ${app} -AccessRights SendAs -Confirm:$false`,
      `Remove-MailboxPermission -Identity ${box} -User ${app} -AccessRights FullAccess -Confirm:$false`,
      `Remove-ServicePrincipal -Confirm:$false -Identity ${app}`,
    ],
  };
}
