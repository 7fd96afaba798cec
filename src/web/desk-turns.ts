import type { Actor } from '../domain/actor.ts';
import type { DeskClient, DeskDoor } from '../threads/desk-client.ts';
import { createTurns, type TurnLimits } from './turns.ts';

/** As many as a program may send in one burst (web/api/rate-limit); some of them wait for the network, so not one by one. */
const deskLimits: TurnLimits = { ofOne: 16, ofAll: 1_000, mostWaiting: 300, rests: false };

/** The desk does one write after another. What one person sends, by pages and programs, does not stand before everybody else's. */
export function takeDeskTurns(desk: DeskClient): DeskClient {
  const turns = createTurns(deskLimits);
  return {
    ...desk,
    as(actor) {
      const door = desk.as(actor);
      const sender = senderOf(actor);
      if (sender === undefined) return door;
      const call: DeskDoor['call'] = (command, given) => turns.take(sender, () => door.call(command, given));
      return { call };
    },
  };
}

/** @returns undefined for whoever has limits of his own, or none */
function senderOf(actor: Actor): string | undefined {
  return actor.kind === 'user' || actor.kind === 'token' ? `user ${actor.userId}` : undefined;
}
