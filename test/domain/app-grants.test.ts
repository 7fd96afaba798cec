import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeGrants } from '../../src/domain/app-grants.ts';
import { parsePowerShell } from '../support/powershell.ts';

const clientId = 'c4a7e2d1-9b3f-4e68-a5d0-7f1b2c3d4e5f';
const objectId = '31f0c9e8-6a42-4d75-b8e1-5a9c0d3e7f26';

for (const address of ['info@example.com', "o'hara@example.com", 'a\u2019b@example.com']) {
  test(`the lines for ${address} are PowerShell, with the ids of the case, and each is taken back`, () => {
    const scripts = writeGrants({ clientId, objectId, address, channelId: 7, environment: undefined });
    const given = [scripts.connect, scripts.register, ...scripts.imapSmtp, ...scripts.graph];
    const done = given.flatMap(parsePowerShell);
    const undone = scripts.undo.flatMap(parsePowerShell);
    const boxed = ['Add-MailboxPermission', 'Add-RecipientPermission', 'Set-CASMailbox'];
    for (const { name, parameters } of done) {
      if (boxed.includes(name)) assert.equal(parameters.get('Identity'), plain(address), name);
      for (const who of ['User', 'Trustee', 'App', 'ObjectId']) {
        if (parameters.has(who)) assert.equal(parameters.get(who), objectId, name);
      }
      if (parameters.has('AppId')) assert.equal(parameters.get('AppId'), clientId);
      assert.ok((parameters.get('Name') ?? '').length <= 64, name);
    }
    const scope = done.find(({ name }) => name === 'New-ManagementScope')?.parameters;
    const filter = /^PrimarySmtpAddress -eq '((?:[^']|'')+)'$/.exec(
      scope?.get('RecipientRestrictionFilter') ?? '',
    );
    assert.equal(filter?.[1]?.replaceAll("''", "'"), plain(address));
    const made = done.filter(({ name }) => /^(New|Add)-/.test(name));
    for (const { name, parameters } of made) {
      const back = name.replace(/^(New|Add)-/, 'Remove-');
      const key = parameters.get('Name') ?? parameters.get('ObjectId') ?? parameters.get('Identity');
      assert.ok(
        undone.some((each) => each.name === back && each.parameters.get('Identity') === key),
        `${name} ${key}`,
      );
    }
  });
}

/** PowerShell reads typographic quotes as plain ones. */
function plain(address: string): string {
  return address.replace(/[\u2018-\u201B]/g, "'");
}
