import type { Actor } from '../domain/actor.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';

/** The one way to everything that changes something, for whoever acts. */
export interface Door {
  as(actor: Actor): {
    /** @throws AppError as the command says */
    call<Given, Output>(command: Command<string, Given, Output>, given: Given): Promise<Output>;
  };
}

export function createDoor(desk: Desk): Door {
  return {
    as: (actor) => ({
      async call(command, given) {
        if (actor.kind !== 'user' && actor.kind !== 'token') return command.perform(desk, actor, given);
        desk.memory.asked.at = performance.now();
        desk.memory.asked.underWay += 1;
        try {
          return await command.perform(desk, actor, given);
        } finally {
          desk.memory.asked.underWay -= 1;
        }
      },
    }),
  };
}
