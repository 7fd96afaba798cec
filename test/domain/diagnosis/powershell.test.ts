import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnosisRules, recallDiagnosis } from '../../../src/domain/diagnosis/diagnosis.ts';
import { parsePowerShell } from '../../support/powershell.ts';

/** The parameters that take an account. */
const trustees: Readonly<Record<string, string>> = {
  'Add-MailboxPermission': 'User',
  'Add-RecipientPermission': 'Trustee',
  'Update-MgUser': 'UserId',
};

const address = "o'hara.support@example.com";
const userName = 'lena@example.com';

for (const { code, powershell } of diagnosisRules) {
  if (powershell === undefined) continue;
  test(`${code}: its line is PowerShell, names the mailbox, and as trustee who signs in`, () => {
    const owner = { address, userName, tenantId: 't', kind: 'microsoft365' } as const;
    const line = recallDiagnosis(code, 'words', owner).powershell ?? '';
    for (const { name, parameters } of parsePowerShell(line)) {
      const identity = parameters.get('Identity');
      if (identity !== undefined) assert.equal(identity, address);
      const trustee = trustees[name];
      if (trustee !== undefined) assert.equal(parameters.get(trustee), userName, line);
    }
  });
}
