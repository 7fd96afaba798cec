import assert from 'node:assert/strict';

export interface ParsedCommand {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Of each command that we print, the parameters that it has to be given. */
export const knownCommands: Readonly<Record<string, readonly string[]>> = {
  'Set-CASMailbox': ['Identity'],
  'Set-Mailbox': ['Identity'],
  'Get-Mailbox': ['Identity'],
  'Add-MailboxPermission': ['Identity', 'User', 'AccessRights'],
  'Remove-MailboxPermission': ['Identity', 'User', 'AccessRights', 'Confirm'],
  'Add-RecipientPermission': ['Identity', 'Trustee', 'AccessRights'],
  'Remove-RecipientPermission': ['Identity', 'Trustee', 'AccessRights', 'Confirm'],
  'Get-MailboxStatistics': ['Identity'],
  'Get-MailboxFolderStatistics': ['Identity', 'FolderScope'],
  'Update-MgUser': ['UserId', 'AccountEnabled'],
  'Get-ApplicationAccessPolicy': [],
  'Format-List': [],
  'Format-Table': [],
  'Connect-ExchangeOnline': [],
  'New-ServicePrincipal': ['AppId', 'ObjectId', 'DisplayName'],
  'Remove-ServicePrincipal': ['Identity', 'Confirm'],
  'New-ManagementScope': ['Name', 'RecipientRestrictionFilter'],
  'Remove-ManagementScope': ['Identity', 'Confirm'],
  'New-ManagementRoleAssignment': ['Name', 'App', 'Role', 'CustomResourceScope'],
  'Remove-ManagementRoleAssignment': ['Identity', 'Confirm'],
  'Test-ServicePrincipalAuthorization': ['Identity', 'Resource'],
};

/**
 * What PowerShell makes of a line: words, literals in single quotes, `;` and `|` between commands. A command that is not
 * known, that lacks a parameter, or that PowerShell would expand fails the test.
 */
export function parsePowerShell(line: string): ParsedCommand[] {
  const tokens = [...line.matchAll(/'((?:[^']|'')*)'|([;|])|([^\s;|']+)/g)].map(
    ([whole, literal, sign, word]) => {
      if (literal !== undefined) return { kind: 'literal', text: literal.replaceAll("''", "'") };
      return sign === undefined ? { kind: 'word', text: word ?? '' } : { kind: 'sign', text: whole };
    },
  );
  const rest = line.replace(/'((?:[^']|'')*)'|[;|]|[^\s;|']+/g, '').trim();
  assert.equal(rest, '', `something is left over of ${line}`);
  assert.doesNotMatch(line.replace(/'((?:[^']|'')*)'/g, ''), /[`"]|\$\(/);
  const found: { name: string; parameters: Map<string, string> }[] = [];
  let parameter: string | undefined;
  for (const { kind, text } of [{ kind: 'sign', text: ';' }, ...tokens]) {
    const last = found.at(-1);
    if (kind === 'sign') {
      found.push({ name: '', parameters: new Map() });
      parameter = undefined;
    } else if (last !== undefined && last.name === '') last.name = text;
    else if (kind === 'word' && text.startsWith('-')) {
      const [name = '', value = ''] = text.slice(1).split(':');
      parameter = name;
      last?.parameters.set(name, value);
    } else if (parameter !== undefined) {
      last?.parameters.set(parameter, text);
      parameter = undefined;
    }
  }
  for (const { name, parameters } of found) assertKnown(line, name, parameters);
  return found;
}

function assertKnown(line: string, name: string, parameters: ReadonlyMap<string, string>): void {
  const needs = knownCommands[name];
  assert.ok(needs, `${name} in ${line}`);
  for (const needed of needs) assert.ok((parameters.get(needed) ?? '') !== '', `${needed} in ${line}`);
}
