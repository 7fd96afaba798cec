import type { Desk } from './desk.ts';
import { type SaveGroup, saveGroup, setGroupActive } from './people/save-group.ts';

/** Groups and who may do what in them. */
export function groupCommands(desk: Desk) {
  return {
    saveGroup: (input: SaveGroup) => saveGroup(desk, input),
    setGroupActive: (input: { groupId: number; isActive: boolean }) => setGroupActive(desk, input),
  };
}
