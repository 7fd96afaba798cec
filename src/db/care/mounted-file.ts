import { readFileSync, realpathSync } from 'node:fs';
import { AppError } from '../../errors.ts';

/**
 * A data file that is mounted by itself, as containers do it, has its log and its lock in a folder of their own: another
 * container would not see them, and they end with this one, mail that only the log has among them. Linux only.
 * @throws AppError invalid
 */
export function assertNotMounted(path: string): void {
  if (process.platform !== 'linux') return;
  const mounts = readMounts();
  if (!mounts.includes(realPath(path))) return;
  throw new AppError(
    'invalid',
    `${path} is mounted by itself, so its log and its lock would lie apart from it and could be lost; mount its folder instead. Nothing was changed.`,
  );
}

/** @returns what is mounted where this process sees it (proc_pid_mountinfo(5), field 5) */
function readMounts(): string[] {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return lines.map((line) => readOctal(line.split(' ')[4] ?? ''));
  } catch {
    // Without /proc nothing can be said.
    return [];
  }
}

/** Spaces and the like stand there as octal numbers. */
function readOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
