import { posix } from 'node:path';
import { importsOf, type SourceFile } from './architecture.ts';

/** What a table of docs/architecture.md says of one layer. */
export interface RoomTable {
  /** Such as src/desk. */
  readonly folder: string;
  /** What each room may import beside itself; '*' is every room. */
  readonly rooms: ReadonlyMap<string, readonly string[]>;
}

/** @returns the tables under headings that name a folder: a row for each room, its last column what it may import */
export function readRoomTables(markdown: string): RoomTable[] {
  return markdown
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const folder = /^`([\w/]+)\/`/.exec(section)?.[1];
      return folder === undefined ? [] : [{ folder, rooms: new Map(readRows(section)) }];
    });
}

function readRows(section: string): [string, readonly string[]][] {
  const rows = section.match(/^\| `.*\|$/gm) ?? [];
  return rows.flatMap((row) => {
    const cells = row.split('|').slice(1, -1);
    const allowed = cells.at(-1) ?? '';
    const names = namesIn(cells[0] ?? '');
    const may = allowed.includes('every room') ? ['*'] : namesIn(allowed);
    return names.map((name) => [name, may] as [string, readonly string[]]);
  });
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** @returns one sentence for each import that its row does not allow, and for each folder without a row */
export function findRoomBreaches(table: RoomTable, files: readonly SourceFile[]): string[] {
  const own = files.filter(({ path }) => path.startsWith(`${table.folder}/`));
  const folders = new Set(own.map(({ path }) => folderOf(table, path)).filter((name) => name !== undefined));
  const unlisted = [...folders].filter((name) => !table.rooms.has(name));
  return [
    ...unlisted.map((name) => `${table.folder}/${name} has no row in docs/architecture.md`),
    ...own.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .flatMap((specifier) => judge(table, file, posix.join(posix.dirname(file.path), specifier))),
    ),
  ];
}

/** @returns the rooms of a table that import each other in a circle, as one sentence each */
export function findRoomCircles({ folder, rooms }: RoomTable): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (room: string, trail: readonly string[]) => {
    if (trail.includes(room)) found.push(`circle in ${folder}: ${[...trail, room].join(' → ')}`);
    if (trail.includes(room) || done.has(room)) return;
    for (const next of rooms.get(room) ?? []) if (next !== '*') visit(next, [...trail, room]);
    done.add(room);
  };
  for (const room of rooms.keys()) visit(room, []);
  return found;
}

function judge(table: RoomTable, file: SourceFile, target: string): string[] {
  const from = roomOf(table, file.path);
  const to = roomOf(table, target);
  // What stands in no row belongs to all of them, and may itself use only its like.
  if (to === undefined || to === from) return [];
  const allowed = from === undefined ? [] : (table.rooms.get(from) ?? []);
  if (allowed.includes('*') || allowed.includes(to)) return [];
  // A root file that stands in no row is below the rooms, except in db, where the nouns stand at the root.
  if (from === undefined && !isBelow(table, file.path)) return [];
  return [`${file.path} imports ${target}, which its row does not allow`];
}

/** db and domain keep their nouns at the root: these use the rooms. In desk and web the root is what rooms stand on. */
function isBelow({ folder }: RoomTable, path: string): boolean {
  return /^src\/(desk|web)$/.test(folder) && !/\/[a-z-]+\/routes\.ts$/.test(path);
}

function roomOf(table: RoomTable, path: string): string | undefined {
  const folder = folderOf(table, path);
  if (folder !== undefined) return folder;
  if (!path.startsWith(`${table.folder}/`)) return undefined;
  const name = posix.basename(path).replace(/\.tsx?$/, '');
  return table.rooms.has(name) ? name : undefined;
}

function folderOf({ folder }: RoomTable, path: string): string | undefined {
  if (!path.startsWith(`${folder}/`)) return undefined;
  const rest = path.slice(folder.length + 1);
  return rest.includes('/') ? rest.split('/')[0] : undefined;
}
