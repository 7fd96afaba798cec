// Which test files share a process. To start one and load what it tests takes longer than most files run.
import { statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * They take long enough by themselves, start themselves again, build the program, change the words of their process, or see
 * what the program does as it is loaded.
 */
const alone = [
  /^test\/faults\//,
  /^test\/build\.test/,
  /^test\/web\/every-page\.test/,
  /^test\/abuse\/patterns\.test/,
];
const waitingOutput = 'test/support/waiting-output.ts';
const untracked = 'test/support/untracked-errors.ts';
/** What a group imports before its files: what it does after the tests is done after those of all. */
export const groupSupport = [
  waitingOutput,
  untracked,
  'test/support/shared-parser.ts',
  'test/support/chromium.ts',
];
/**
 * Seconds for a kilobyte of tests, as once measured with six processes beside each other on two processors: rough, but what
 * matters is which run longest, be it that they work or that they wait.
 */
const secondsPerKilobyte = Object.entries({
  'test/abuse/': 1.1,
  'test/commands/': 2,
  'test/db/care/': 2,
  'test/desk/': 0.55,
  'test/domain/': 0.06,
  // Every page, in both languages and three shapes, by few lines.
  'test/e2e/pages': 10,
  'test/e2e/': 3,
  'test/fuzz/': 1.2,
  'test/mail/': 0.35,
  // Graph is asked again after half a second, and again.
  'test/microsoft/': 0.8,
  'test/sandbox/': 0.16,
  'test/threads/': 1.5,
  'test/web/channels/': 2.3,
  'test/web/': 0.45,
  'test/': 0.35,
});
/** Each group loads what it tests and starts a parser anew, and runs what V8 has made fast by then. */
const mostSeconds = 135;

/**
 * @param {string[]} files
 * @returns {string[][]} those of one folder below test/ stand together. What takes longest comes first, so that nothing is
 *   left running alone at the end; what runs alone mostly waits, so it stands between the first groups, which do not
 */
export function groupTests(files) {
  const single = files.filter(isAlone).map((file) => [file]);
  const groups = groupByRoom(files.filter((file) => !isAlone(file)));
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
    const seconds = estimateSeconds(file);
    let group = open.get(room);
    if (group === undefined || group.seconds + seconds > mostSeconds) {
      group = { files: [], seconds: 0 };
      open.set(room, group);
      groups.push(group);
    }
    group.files.push(file);
    group.seconds += seconds;
  }
  return groups.sort((a, b) => b.seconds - a.seconds).map((group) => group.files);
}

function estimateSeconds(file) {
  const [, rate = 1] = secondsPerKilobyte.find(([folder]) => file.startsWith(folder)) ?? [];
  return (rate * statSync(file).size) / 1024;
}

/**
 * Writes a bundle that runs the bundles of one group one after the other. What a file does before and after each of its
 * tests stays its own, as each is a suite.
 * @returns {string} the bundle to run
 */
export function writeGroup(files, index, outdir) {
  const suites = files.map((file) => {
    const loading = `load(import('./${toBundle(file)}'))`;
    return isAlone(file) ? `${loading};` : `describe(${JSON.stringify(file)}, () => ${loading});`;
  });
  const lines = [
    "import { describe } from 'node:test';",
    `import { stopFollowing } from './${toBundle(untracked)}';`,
    ...groupSupport.map((file) => `import './${toBundle(file)}';`),
    'const loads = [];',
    'const load = async (loading) => void (await loads[loads.push(loading) - 1]);',
    ...suites,
    'await Promise.allSettled(loads);',
    'stopFollowing();',
    '',
  ];
  const path = join(outdir, `group-${index}-${basename(files[0]).replace(/\..*/, '')}.js`);
  writeFileSync(path, lines.join('\n'));
  return path;
}

/** Writes a bundle that runs that of one file as if there were no others. @returns {string} the bundle to run */
export function writeNamed(file, index, outdir) {
  const lines = [waitingOutput, file].map((each) => `await import('./${toBundle(each)}');`);
  const path = join(outdir, `named-${index}-${basename(file).replace(/\..*/, '')}.js`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

function isAlone(file) {
  return alone.some((pattern) => pattern.test(file));
}

function toBundle(file) {
  return file.replace(/\.tsx?$/, '.js');
}
