import { formatBytes } from './byte-size.ts';

/** What is left for the data file, and whether anything can be written there at all. */
export interface DiskRoom {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** False where the disk is read-only, or belongs to another user. */
  readonly isWritable: boolean;
  /** The open file is not at its place any more, or another one is: it was moved while Postroom runs. */
  readonly isAway: boolean;
  /** What the disk said to the last write that failed, until one goes well. */
  readonly failure: string | undefined;
}

/** `low`: somebody should make room; `short`: mail stays on its server, people can go on; `full`: nothing can be stored. */
export type DiskLevel = 'ample' | 'low' | 'short' | 'full';

const megabyte = 1024 * 1024;

/** Bytes below which each begins; of a small disk a share. */
export function limitsOf({ totalBytes }: Pick<DiskRoom, 'totalBytes'>) {
  return {
    low: Math.min(1024 * megabyte, totalBytes * 0.1),
    short: Math.min(64 * megabyte, totalBytes * 0.02),
    full: Math.min(megabyte / 4, totalBytes * 0.005),
  };
}

export function levelOf(room: DiskRoom): DiskLevel {
  const { freeBytes, isWritable, isAway, failure } = room;
  const limits = limitsOf(room);
  if (isAway || !isWritable || failure !== undefined || freeBytes < limits.full) return 'full';
  if (freeBytes < limits.short) return 'short';
  return freeBytes < limits.low ? 'low' : 'ample';
}

export interface DiskWarning {
  readonly level: Exclude<DiskLevel, 'ample'>;
  readonly title: string;
  /** What goes on meanwhile. */
  readonly cause: string;
  /** Who mends it, and how. */
  readonly step: string;
}

/** @param failure what the disk said. @returns what is told to whoever has sent something that could not be stored */
export function describeUnstored(kind: 'full' | 'locked' | 'failed', failure: string): string {
  if (kind === 'full') {
    return 'Nothing was stored: the disk of the data file is full. Whoever runs the server has to make room; then it works again by itself.';
  }
  return kind === 'locked'
    ? 'Nothing was stored: another program has locked the data file. If it goes on, whoever runs the server has to end that program.'
    : `Nothing was stored: the data file cannot be written (${failure}). Whoever runs the server has to look at the disk; then it works again by itself.`;
}

/** @param failure what the disk said. @returns what is told to whoever wanted to read something */
export function describeUnread(failure: string): string {
  return `The data file cannot be read at the moment (${failure}). If it goes on, the disk fails or the file is damaged: whoever runs the server should look at the disk and run “postroom check”.`;
}

/** @returns undefined while there is room */
export function describeDisk(room: DiskRoom): DiskWarning | undefined {
  const level = levelOf(room);
  if (level === 'ample') return undefined;
  return { level, title: titleOf(room, level), cause: causes[level], step: stepOf(room) };
}

const causes: Readonly<Record<DiskWarning['level'], string>> = {
  low: 'Everything works. Below a smaller limit Postroom leaves mail on its server, and with nothing left it can store no answer.',
  short: 'Mail stays on its server until there is room. Answers and changes are still stored.',
  full: 'Every page can be read, but nothing can be stored: mail stays on its server, answers are not taken. What you type stays in its form; keep the page open.',
};

function titleOf(room: DiskRoom, level: DiskWarning['level']): string {
  const free = formatBytes(room.freeBytes);
  const total = formatBytes(room.totalBytes);
  if (room.isAway) return 'The data file is not at its place any more';
  if (!room.isWritable) return 'The disk of the data file cannot be written';
  if (level === 'full' && room.freeBytes >= limitsOf(room).full) {
    return `The data file cannot be written (${room.failure})`;
  }
  return level === 'full'
    ? `The disk of the data file is full: ${free} of ${total} free`
    : `The disk of the data file is nearly full: ${free} of ${total} free`;
}

function stepOf(room: DiskRoom): string {
  if (room.isAway) {
    return 'Whoever runs the server has to put it back with its log (-wal) beside it, or stop Postroom and start it where the file is now: it was moved or replaced meanwhile. Postroom goes on by itself once it is back.';
  }
  if (!room.isWritable) {
    return 'Whoever runs the server has to make the disk writable again: it was mounted read-only, mostly after an error of the disk, or the file belongs to another user. Postroom goes on by itself.';
  }
  const missing = limitsOf(room).low - room.freeBytes;
  if (missing <= 0) return 'Whoever runs the server has to look at the disk. Postroom goes on by itself.';
  return `Whoever runs the server has to make room, ${formatBytes(missing)} at least: remove old backups and kept copies (postroom kept list), or enlarge the disk. Postroom goes on by itself.`;
}
