import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnosisRules, recallDiagnosis } from '../../../src/domain/diagnosis/diagnosis.ts';

/** Of each command that we print, the parameters that it has to be given, and those that take an account. */
const commands: Readonly<Record<string, { readonly needs: readonly string[]; readonly trustee?: string }>> = {
  'Set-CASMailbox': { needs: ['Identity'] },
  'Add-MailboxPermission': { needs: ['Identity', 'User', 'AccessRights'], trustee: 'User' },
  'Add-RecipientPermission': { needs: ['Identity', 'Trustee', 'AccessRights'], trustee: 'Trustee' },
  'Get-MailboxStatistics': { needs: ['Identity'] },
  'Get-MailboxFolderStatistics': { needs: ['Identity', 'FolderScope'] },
  'Update-MgUser': { needs: ['UserId', 'AccountEnabled'], trustee: 'UserId' },
  'Format-List': { needs: [] },
  'Format-Table': { needs: [] },
};

interface ParsedCommand {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What PowerShell makes of a line: words, literals in single quotes, `;` and `|` between commands. */
function parse(line: string): ParsedCommand[] {
  const tokens = [...line.matchAll(/'((?:[^']|'')*)'|([;|])|([^\s;|']+)/g)].map(
    ([whole, literal, sign, word]) => {
      if (literal !== undefined) return { kind: 'literal', text: literal.replaceAll("''", "'") };
      return sign === undefined ? { kind: 'word', text: word ?? '' } : { kind: 'sign', text: whole };
    },
  );
  assert.equal(
    line.replace(/'((?:[^']|'')*)'|[;|]|[^\s;|']+/g, '').trim(),
    '',
    `something is left over of ${line}`,
  );
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
  return found;
}

const address = "o'hara.support@example.com";
const userName = 'lena@example.com';

for (const { code, powershell } of diagnosisRules) {
  if (powershell === undefined) continue;
  test(`${code}: its line is PowerShell, names the mailbox, and as trustee who signs in`, () => {
    const owner = { address, userName, tenantId: 't', kind: 'microsoft365' } as const;
    const line = recallDiagnosis(code, 'words', owner).powershell ?? '';
    for (const { name, parameters } of parse(line)) {
      const known = commands[name];
      assert.ok(known, `${name} in ${line}`);
      for (const needed of known.needs)
        assert.ok((parameters.get(needed) ?? '') !== '', `${needed} in ${line}`);
      const identity = parameters.get('Identity');
      if (identity !== undefined) assert.equal(identity, address);
      if (known.trustee !== undefined) assert.equal(parameters.get(known.trustee), userName, line);
    }
    assert.doesNotMatch(line.replace(/'((?:[^']|'')*)'/g, ''), /[`"]|\$\(/);
  });
}
