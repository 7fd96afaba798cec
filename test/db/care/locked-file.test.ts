import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDataFile } from '../../../src/db/care/open.ts';
import { findSetting, putSetting } from '../../../src/db/settings.ts';
import { createWorkplace } from '../../support/command.ts';

const folder = createWorkplace();

test('a write that another program keeps waiting too long fails, and the next one goes through', async () => {
  const path = join(folder, 'postroom.db');
  const file = await openDataFile({ path });
  const write = (value: string) => file.write((tx) => putSetting(tx, 'message_id_secret', value));
  try {
    const holder = spawn('sqlite3', [path], { stdio: ['pipe', 'pipe', 'inherit'] });
    holder.stdin.write(".timeout 9000\nBEGIN IMMEDIATE;\nSELECT 'held';\n");
    await once(holder.stdout, 'data');
    await assert.rejects(write('first'), /locked/);
    const ended = once(holder, 'exit');
    holder.stdin.end('ROLLBACK;\n');
    await ended;
    await write('second');
    assert.equal(await findSetting(file.read, 'message_id_secret'), 'second');
  } finally {
    await file.close();
  }
});
