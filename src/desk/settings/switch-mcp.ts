import * as z from 'zod';
import { isMcpOn, putMcpOn } from '../../db/mcp-settings.ts';
import { settingsOf } from '../../domain/matters.ts';
import { defineCommand } from '../command.ts';

/** Admins: whether assistants reach the tickets by MCP, each with a token of its own. */
export const switchMcp = defineCommand({
  name: 'switchMcp',
  input: z.strictObject({ isOn: z.boolean() }),
  about: () => settingsOf('MCP'),
  needs: 'admin',
  async run(act, { isOn }) {
    const before = await isMcpOn(act.tx);
    if (before === isOn) return;
    await putMcpOn(act.tx, isOn);
    const changes = [{ field: 'isOn', before, after: isOn }];
    act.record({ kind: 'setting.changed', data: { setting: 'MCP', changes } });
  },
});
