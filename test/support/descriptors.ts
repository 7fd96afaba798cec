import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';

// What becomes of a program that has as many files and connections open as it may (EMFILE).

/** Takes all that this process may have, until it is disposed of. @returns undefined where there is no prlimit (Linux) */
export function holdDescriptors(): Disposable | undefined {
  const before = readLimit(process.pid);
  if (before === undefined) return undefined;
  // Filling up a limit of a million would take long.
  setLimit(process.pid, Math.max(...openNumbers(process.pid)) + 64);
  const held: number[] = [];
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EMFILE') throw error;
  }
  return {
    [Symbol.dispose]() {
      for (const each of held) closeSync(each);
      setLimit(process.pid, before);
    },
  };
}

/** Allows another process not one more than it has open. @returns what lifts that; undefined where there is no prlimit */
export function denyDescriptors(pid: number): (() => void) | undefined {
  const before = readLimit(pid);
  if (before === undefined) return undefined;
  const open = new Set(openNumbers(pid));
  let lowest = 0;
  while (open.has(lowest)) lowest += 1;
  setLimit(pid, lowest);
  return () => setLimit(pid, before);
}

function openNumbers(pid: number): number[] {
  return readdirSync(`/proc/${pid}/fd`).map(Number);
}

function readLimit(pid: number): number | undefined {
  const words = ['--pid', String(pid), '--nofile', '--output', 'SOFT', '--noheadings'];
  const { status, stdout } = spawnSync('prlimit', words, { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}

/** The soft limit alone, which everybody may raise again. */
function setLimit(pid: number, most: number): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--nofile=${most}:`], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`prlimit: ${stderr}`);
}
