import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

// What test/support/write-recorder.c has noted, and what a disk may hold of it after its power was cut.

/** One thing that happened, in the order of the process. */
export type Recorded =
  | { readonly kind: 'write'; readonly file: FileName; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'length'; readonly file: FileName; readonly length: number }
  | { readonly kind: 'sync'; readonly file: FileName }
  /** What an IMAP server was told, to its line's end. */
  | { readonly kind: 'command'; readonly text: string };

export type FileName = 'data' | 'log';

/** @returns the recorder's path; undefined where this machine has no C compiler */
export function buildRecorder(folder: string): string | undefined {
  const library = resolve(folder, 'write-recorder.so');
  const source = resolve('test/support/write-recorder.c');
  const built = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread']);
  return built.status === 0 ? library : undefined;
}

/** A command that runs another one with the recorder. */
export function recordWith(library: string, dataPath: string, notes: string): string[] {
  return ['env', `LD_PRELOAD=${library}`, `RECORDED=${dataPath}`, `RECORD=${notes}`];
}

export function readRecord(notes: string): Recorded[] {
  const all = readFileSync(notes);
  const found: Recorded[] = [];
  for (let place = 0; place + 14 <= all.length; ) {
    const what = String.fromCharCode(all[place] ?? 0);
    const file: FileName = all[place + 1] === 2 ? 'log' : 'data';
    const at = Number(all.readBigUInt64LE(place + 2));
    const length = all.readUInt32LE(place + 10);
    const bytes = all.subarray(place + 14, place + 14 + length);
    if (what === 'W') found.push({ kind: 'write', file, at, bytes });
    else if (what === 'S') found.push({ kind: 'sync', file });
    else if (what === 'L') found.push({ kind: 'length', file, length: at });
    else found.push({ kind: 'command', text: bytes.toString('latin1') });
    place += 14 + length;
  }
  return found;
}

/** @returns the UIDs that a command takes out of the mailbox or marks; none for one that only reads */
export function readSettled(text: string): number[] {
  const uids: number[] = [];
  for (const [, set = ''] of text.matchAll(/^\S+ UID (?:STORE|MOVE|COPY) (\S+) /gim)) {
    for (const part of set.split(',')) {
      const [from = 0, to = from] = part.split(':').map(Number);
      for (let uid = from; uid <= to; uid += 1) uids.push(uid);
    }
  }
  return uids;
}

/** A disk writes these as a whole, most of them; a torn one keeps the first half. */
const sector = 512;

/**
 * What two files hold after the power was cut: all that was synchronised, and of the rest whatever chance lets through,
 * in any order, sector by sector, some of them torn.
 */
export function cutPower(
  before: Buffer,
  records: readonly Recorded[],
  random: () => number,
): Readonly<Record<FileName, Buffer>> {
  const disk = { data: growable(before), log: growable(Buffer.alloc(0)) };
  const pending: Record<FileName, Change[]> = { data: [], log: [] };
  for (const each of records) {
    if (each.kind === 'command') continue;
    if (each.kind !== 'sync') {
      pending[each.file].push(...splitChange(each));
      continue;
    }
    for (const change of pending[each.file].splice(0)) disk[each.file].apply(change);
  }
  // A disk that loses nothing, one that loses all, and everything between.
  const share = [0, 1, random(), random()][Math.floor(random() * 4)] ?? 0;
  for (const file of ['data', 'log'] as const) {
    const left = pending[file].filter(() => random() < share);
    for (const change of shuffle(left, random)) disk[file].apply(random() < 0.05 ? tear(change) : change);
  }
  return { data: disk.data.read(), log: disk.log.read() };
}

type Change = { readonly at: number; readonly bytes: Buffer } | { readonly length: number };

function splitChange(each: Extract<Recorded, { kind: 'write' | 'length' }>): Change[] {
  if (each.kind === 'length') return [{ length: each.length }];
  const parts: Change[] = [];
  for (let at = each.at; at < each.at + each.bytes.length; ) {
    const end = Math.min(each.at + each.bytes.length, (Math.floor(at / sector) + 1) * sector);
    parts.push({ at, bytes: each.bytes.subarray(at - each.at, end - each.at) });
    at = end;
  }
  return parts;
}

function tear(change: Change): Change {
  if ('length' in change) return change;
  return { at: change.at, bytes: change.bytes.subarray(0, change.bytes.length / 2) };
}

function shuffle<T>(all: readonly T[], random: () => number): T[] {
  const shuffled = [...all];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = shuffled[last] as T;
    shuffled[last] = shuffled[other] as T;
    shuffled[other] = kept;
  }
  return shuffled;
}

function growable(first: Buffer) {
  let bytes = Buffer.from(first);
  let length = bytes.length;
  const grow = (wanted: number) => {
    if (wanted <= bytes.length) return;
    const larger = Buffer.alloc(Math.max(wanted, bytes.length * 2));
    larger.set(bytes);
    bytes = larger;
  };
  return {
    apply(change: Change) {
      if ('length' in change) {
        grow(change.length);
        bytes.fill(0, Math.min(length, change.length));
        length = change.length;
        return;
      }
      const end = change.at + change.bytes.length;
      grow(end);
      bytes.set(change.bytes, change.at);
      length = Math.max(length, end);
    },
    read: () => bytes.subarray(0, length),
  };
}
