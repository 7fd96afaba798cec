import type { Reader, Tx } from './care/open.ts';
import { findSetting, putSetting } from './settings.ts';

const setting = 'mcp';

/** @returns whether an admin has switched the MCP server on */
export async function isMcpOn(db: Reader): Promise<boolean> {
  return (await findSetting(db, setting)) === 'on';
}

export async function putMcpOn(tx: Tx, isOn: boolean): Promise<void> {
  await putSetting(tx, setting, isOn ? 'on' : 'off');
}
