// What record-code.mjs starts in place of src/main.ts: the program by the stock Node, with bundles from a folder, keeping what
// V8 has compiled by the time it is asked for. Runs in the main thread and in each thread that the program starts; or, started by
// record-parser.mjs, as a parser process, which keeps it when it ends.
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const v8 = require('node:v8');
const { Script } = require('node:vm');
const { isMainThread } = require('node:worker_threads');

const { RECORD_FROM: assets, RECORD_TO: folder } = process.env;
const isParser = isMainThread && process.argv[2] === 'parser';
const mainBundle = isParser ? 'parser-process' : 'program';
const name = isMainThread ? mainBundle : process.argv[2];
const ownRequire = createRequire(process.execPath);
// V8 takes a cache only with the options that it was made with, which are those of a start: what the program says later is not
// said here, for V8 does not take back each of them as if it had not been said.
v8.setFlagsFromString = () => undefined;
/** As node:sea answers in the executable. */
const sea = {
  isSea: () => true,
  getAssetKeys: () => [],
  getAsset: (key) => readFileSync(join(assets, key), 'utf8'),
  getRawAsset: (key) => new Uint8Array(readFileSync(join(assets, key))).buffer,
};
globalThis.require = Object.assign((id) => (id === 'node:sea' ? sea : ownRequire(id)), ownRequire);

const script = new Script(readFileSync(join(assets, `${name}.js`), 'latin1'), { filename: `${name}.js` });
script.runInThisContext();
if (isParser) process.once('exit', keep);
else {
  const look = setInterval(() => {
    if (!existsSync(join(folder, 'now'))) return;
    clearInterval(look);
    keep();
  }, 10);
  look.unref();
}

function keep() {
  const file = join(folder, `${name}.cache`);
  writeFileSync(`${file}.part`, script.createCachedData());
  renameSync(`${file}.part`, file);
}
