import { setFlagsFromString } from 'node:v8';

/**
 * What V8 is told once a process has loaded what it always needs. It holds for all threads of the process, from the moment it is
 * said: on the command line it would keep V8 from taking the code that Node has compiled of its own modules, 40 ms of each
 * start. What is loaded later is compiled anew, unless its code cache was made with the same options.
 */
export const lateOptions: readonly string[] = [
  // V8 looks through what is old when as much and half of it has come: by its own measure it did when 2 MB of 25 had, each
  // fiftieth list of tickets, which then waited for 20 ms.
  '--heap-growing-percent=150',
  // V8 14 ends the process ("Lazy deopt after a fast API call with return value is unsupported") where it collects within such
  // a call and drops the code that made it: `Buffer.byteLength` of a long text does, with which Node begins each answer.
  '--no-turbo-fast-api-calls',
  // The second of its compilers takes a function that was called 400 times, the last one after 3,000 calls. Within an import of
  // 2,000 messages the desk's thread gets no more back than they cost; what is called for minutes gets there all the same.
  '--invocation-count-for-maglev=2000',
  '--invocation-count-for-turbofan=100000',
];

export function setLateOptions(): void {
  for (const option of lateOptions) setFlagsFromString(option);
}
