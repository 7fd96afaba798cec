// Tells which lines of the source a stack trace of bundles means. Node does so itself with --enable-source-maps, for which
// each process and thread reads megabytes as it starts.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';

const place = /(?:file:\/\/)?(\/[^\s():]+\.js):(\d+):(\d+)/g;
/** By bundle; undefined for a file that has none. */
const maps = new Map();

/** @returns `text` with the file, line and column of the source wherever those of a bundle stand */
export function nameSources(text) {
  return text.replace(place, (words, file, line, column) => {
    const found = findSource(file, Number(line), Number(column));
    return found === undefined ? words : `${found.file}:${found.line}:${found.column}`;
  });
}

/** @returns where it comes from; the file as seen from here, undefined where no map says it */
export function findSource(bundle, line, column) {
  if (!maps.has(bundle)) maps.set(bundle, readMap(bundle));
  const origin = maps.get(bundle)?.findEntry(line - 1, column - 1);
  if (origin?.originalSource === undefined) return undefined;
  const file = relative('', resolve(dirname(bundle), origin.originalSource));
  return { file, line: origin.originalLine + 1, column: origin.originalColumn + 1 };
}

function readMap(bundle) {
  const path = `${bundle}.map`;
  return existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}
