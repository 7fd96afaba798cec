import { readdirSync, readFileSync } from 'node:fs';

/**
 * Measures a process, this one by default, and all it has started, from /proc.
 * @param except a process that is left out with all of its own, such as a server that the test runs against
 */
export function watchProcessTree(except?: number, intervalMilliseconds = 20, root = process.pid) {
  const before = cpuTicks(root);
  const children = new Map<number, number>();
  let peak = 0;
  let found: number[] = [];
  // Who belongs to the tree is asked less often: it means to read about every thread.
  const find = () => {
    found = listDescendants(root, except);
  };
  const look = () => {
    let sum = residentKiB(root);
    for (const pid of found) {
      sum += residentKiB(pid);
      children.set(pid, Math.max(children.get(pid) ?? 0, cpuTicks(pid)));
    }
    peak = Math.max(peak, sum);
  };
  find();
  const timers = [setInterval(find, intervalMilliseconds * 20), setInterval(look, intervalMilliseconds)];
  return {
    /** CPU seconds since the start (a child's own from its beginning), and the most memory held at one moment. */
    stop() {
      for (const timer of timers) clearInterval(timer);
      find();
      look();
      const ticks = cpuTicks(root) - before + [...children.values()].reduce((sum, each) => sum + each, 0);
      return { cpuSeconds: Number((ticks / 100).toFixed(2)), peakRssMiB: Math.round(peak / 1024) };
    },
  };
}

/** Asked of each process alone: to read what all processes of the machine say would be counted as theirs. */
function listDescendants(root: number, except: number | undefined): number[] {
  const own = listChildren(root).filter((pid) => pid !== except);
  return own.flatMap((pid) => [pid, ...listDescendants(pid, except)]);
}

/** proc_pid_task(5): which a thread has started; empty when the process is gone. */
function listChildren(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** @returns the fields of /proc/pid/stat behind the command's name, which may hold blanks; empty when it is gone. */
function readStat(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return [];
  }
}

function cpuTicks(pid: number): number {
  const fields = readStat(pid);
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

function residentKiB(pid: number): number {
  return Number(readStat(pid)[21] ?? 0) * 4;
}
