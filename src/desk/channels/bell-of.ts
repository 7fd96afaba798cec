import { type Bell, createBell } from '../../domain/bell.ts';
import type { Desk } from '../desk.ts';

/** @returns what rings when Graph tells of new mail in a channel's mailbox */
export function bellOf({ memory }: Desk, channelId: number): Bell {
  const bell = memory.bells.get(channelId) ?? createBell();
  memory.bells.set(channelId, bell);
  return bell;
}
