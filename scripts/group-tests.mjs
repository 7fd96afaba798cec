// Which test files share a process. To start one and load what it tests takes longer than most files run.
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** They take long enough by themselves, start themselves again, or build the program. */
const alone = [/^test\/faults\//, /^test\/build\.test/];
/** What a group imports before its files: what it does after the tests is done after those of all. */
export const groupSupport = [
  'test/support/untracked-errors.ts',
  'test/support/shared-parser.ts',
  'test/support/chromium.ts',
];
/** By the size of the files; smaller groups keep all processors busy until the end, above all of what takes long. */
const mostBytes = (room) => (room === 'e2e' ? 20 : 48) * 1024;

/**
 * @param {string[]} files in the order in which they run
 * @returns {string[][]} those of one folder below test/ stand together; what runs alone mostly waits, so it stands between
 *   the first groups, which do not
 */
export function groupTests(files) {
  const single = files.filter((file) => alone.some((pattern) => pattern.test(file))).map((file) => [file]);
  const groups = groupByRoom(files.filter((file) => !single.flat().includes(file)));
  return [...groups, ...single]
    .map((group, index) => ({ group, at: index < groups.length ? index : (index - groups.length) / 2 }))
    .sort((a, b) => a.at - b.at)
    .map(({ group }) => group);
}

function groupByRoom(files) {
  const groups = [];
  const open = new Map();
  for (const file of files) {
    const room = file.split('/').slice(0, -1)[1];
    const { size } = statSync(file);
    let group = open.get(room);
    if (group === undefined || group.bytes + size > mostBytes(room)) {
      group = { files: [], bytes: 0 };
      open.set(room, group);
      groups.push(group.files);
    }
    group.files.push(file);
    group.bytes += size;
  }
  return groups;
}

/**
 * Writes a bundle that runs the bundles of one group one after the other. What a file does before and after each of its
 * tests stays its own, as each is a suite.
 * @returns {string} the bundle to run
 */
export function writeGroup(files, index, outdir) {
  const bundles = files.map(toBundle);
  if (bundles.length === 1) return join(outdir, bundles[0]);
  const suites = bundles.map(
    (bundle, at) => `describe(${JSON.stringify(files[at])}, async () => void (await import('./${bundle}')));`,
  );
  const path = join(outdir, `group-${index}.js`);
  const first = groupSupport.map((file) => `import './${toBundle(file)}';`);
  writeFileSync(path, ["import { describe } from 'node:test';", ...first, ...suites, ''].join('\n'));
  return path;
}

function toBundle(file) {
  return file.replace(/\.tsx?$/, '.js');
}
