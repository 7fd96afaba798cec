// Builds dist/postroom, one executable with everything inside.
// node build.mjs [--if-stale] [--reproducible] [--target linux-x64|linux-arm64|darwin-x64|darwin-arm64|win-x64]
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBillOfMaterials } from './scripts/bill-of-materials.mjs';
import { hashInputs, isFresh, recordBuild } from './scripts/build-inputs.mjs';
import { entries } from './scripts/bundle.mjs';
import { buildExecutable } from './scripts/executable.mjs';
import { hostTarget, pinnedNode, targets } from './scripts/targets.mjs';

const started = performance.now();
const { target, reproducible, 'if-stale': ifStale } = readOptions();
const output = join('dist', nameOutput());
const hash = hashInputs(`${target} ${reproducible}`);

if (!ifStale || !isFresh(output, hash)) {
  await buildExecutable(target, output, entries, reproducible).catch((error) => fail(error.message));
  writeBillOfMaterials(target, output);
  recordBuild(output, hash);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${output}: ${(statSync(output).size / 1e6).toFixed(1)} MB in ${seconds} s`);
}

function readOptions() {
  if (process.versions.node !== pinnedNode) {
    fail(`Building takes Node ${pinnedNode}, this is ${process.versions.node}: use npm run build.`);
  }
  const options = {
    'if-stale': { type: 'boolean' },
    reproducible: { type: 'boolean', default: false },
    target: { type: 'string', default: hostTarget },
  };
  const { values } = parseWords(options);
  if (Object.hasOwn(targets, values.target)) return values;
  return fail(`Unknown target ${values.target}: expected ${Object.keys(targets).join(', ')}.`);
}

function parseWords(options) {
  try {
    return parseArgs({ options });
  } catch (error) {
    return fail(error.message);
  }
}

function nameOutput() {
  const name = target === hostTarget ? 'postroom' : `postroom-${target}`;
  return target.startsWith('win') ? `${name}.exe` : name;
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
