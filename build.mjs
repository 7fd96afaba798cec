// Builds dist/postroom, one executable with everything inside.
// node build.mjs [--if-stale] [--target linux-x64|linux-arm64|darwin-x64|darwin-arm64|win-x64]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hashInputs, isFresh, recordBuild } from './scripts/build-inputs.mjs';
import { bundleForExecutable } from './scripts/bundle.mjs';
import { getParts, hostTarget, pinnedNode, prepareNode, targets } from './scripts/targets.mjs';

const started = performance.now();
const { 'if-stale': ifStale, target } = readOptions();
const output = resolve('dist', nameOutput(target));
const hash = hashInputs(target);
if (ifStale && isFresh(output, hash)) process.exit(0);
mkdirSync('.build', { recursive: true });
const folder = mkdtempSync(resolve('.build', `sea-${target}-`));
try {
  await buildExecutable(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
recordBuild(output, hash);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${output}: ${(statSync(output).size / 1e6).toFixed(1)} MB in ${seconds} s`);

async function buildExecutable(workFolder) {
  const parts = getParts(target);
  const { main, assets } = await bundleForExecutable(workFolder, target);
  const config = {
    main,
    executable: prepareNode(target, parts.node),
    output: join(workFolder, 'postroom'),
    assets: { ...assets, 'libsql.node': parts.addon },
    disableExperimentalSEAWarning: true,
    // V8's cache fits only the machine kind that made it.
    useCodeCache: target === hostTarget,
    // Options meant for another Node on the machine must not change this program.
    execArgvExtension: 'none',
  };
  const configFile = join(workFolder, 'sea.json');
  writeFileSync(configFile, JSON.stringify(config));
  run(process.execPath, ['--build-sea', configFile]);
  if (target.startsWith('darwin') && process.platform === 'darwin')
    run('codesign', ['--sign', '-', config.output]);
  mkdirSync('dist', { recursive: true });
  renameSync(config.output, output);
}

function readOptions() {
  if (process.version !== `v${pinnedNode}`)
    fail(`Build with Node ${pinnedNode}: npm run build (this is ${process.version}).`);
  const { values } = parseArgs({
    options: {
      'if-stale': { type: 'boolean', default: false },
      target: { type: 'string', default: hostTarget },
    },
  });
  if (!Object.hasOwn(targets, values.target))
    fail(`Unknown target ${values.target}: expected one of ${Object.keys(targets).join(', ')}.`);
  return values;
}

function nameOutput(name) {
  const base = name === hostTarget ? 'postroom' : `postroom-${name}`;
  return name.startsWith('win') ? `${base}.exe` : base;
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0) fail(`${command} ${args.join(' ')} failed:\n${error ?? stdout + stderr}`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
