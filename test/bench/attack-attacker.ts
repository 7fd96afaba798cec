import { setTimeout as wait } from 'node:timers/promises';
import { connectInstance } from '../../src/commands/control-socket.ts';
import { deliver } from './attack-house.ts';
import { attacks } from './attack-loops.ts';

// Repeats one attack until it is ended, in a process of its own, so that it holds up nobody who measures. After each turn it
// says how many there were.

const [name = '', port = '', dataPath = '', cookie = ''] = process.argv.slice(2);
const attack = attacks[name];
const instance = await connectInstance(dataPath);
if (attack === undefined || instance === undefined) throw new Error(`"${name}" cannot begin`);
const target = {
  port: Number(port),
  cookie,
  deliver: (mails: readonly Buffer[]) => deliver(instance, mails),
};
for (let turns = 1; ; turns += 1) {
  await attack(target).catch(() => wait(50));
  process.send?.(turns);
}
