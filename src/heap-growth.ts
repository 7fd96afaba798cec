import { setFlagsFromString } from 'node:v8';

/**
 * V8 looks through what is old when that has doubled: by its own measure it did when 2 MB of 25 had come, each fiftieth list of
 * tickets, which then waited for 20 ms. It holds for all threads of a process, from the moment it is said: on the command
 * line it would keep V8 from taking the code that Node has compiled of its own modules, 40 ms of each start. What is loaded
 * later is compiled anew, unless its code cache was made with the same option.
 */
export const doublingHeaps = '--heap-growing-percent=100';

/** To be called once what a process always needs is loaded. */
export function letHeapsDouble(): void {
  setFlagsFromString(doublingHeaps);
}
