// Makes one executable out of the bundles, the runtime and the native addon, with Node's own --build-sea.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Script } from 'node:vm';
import { bundleForExecutable, entries, v8Options } from './bundle.mjs';
import { draftPlaces, notePlaces } from './note-places.mjs';
import { recordCode } from './record-code.mjs';
import { recordParser } from './record-parser.mjs';
import { getParts, hostTarget, prepareNode } from './targets.mjs';

/**
 * @param {string} target such as linux-x64 @param {string} output where the executable goes
 * @param {string[]} entryPoints the main script first @throws {Error} with the tool's own words
 */
export async function buildExecutable(target, output, entryPoints = entries, isReproducible = false) {
  mkdirSync('.build', { recursive: true });
  const folder = mkdtempSync(resolve('.build', `sea-${target}-`));
  // Beside its place, which may be on another disk: it has to appear there at once and whole.
  const unfinished = `${resolve(output)}.new`;
  mkdirSync(dirname(output), { recursive: true });
  try {
    const parts = getParts(target);
    const { main, assets } = await bundleForExecutable(folder, target, entryPoints);
    const embedded = { ...assets, 'libsql.node': parts.addon, 'places.json': draftPlaces(folder) };
    // V8's cache fits only the kind of machine that made it, and differs each time.
    if (target === hostTarget && !isReproducible) {
      Object.assign(embedded, writeCodeCaches(assets));
      if ('parser-process.js' in assets) Object.assign(embedded, await recordParser(assets, folder));
      if (entryPoints === entries) Object.assign(embedded, await recordCode(embedded, folder));
    }
    const config = {
      // Node keeps this path inside: a bare name makes the same sources give the same bytes.
      main: basename(main),
      executable: prepareNode(target, parts.node),
      output: unfinished,
      assets: embedded,
      disableExperimentalSEAWarning: true,
      // Options meant for another Node on the machine must not change this program.
      execArgvExtension: 'none',
      execArgv: v8Options,
    };
    const configFile = join(folder, 'sea.json');
    writeFileSync(configFile, JSON.stringify(config));
    run(process.execPath, ['--build-sea', configFile], folder);
    if (target.startsWith('linux')) notePlaces(unfinished, embedded);
    if (target.startsWith('darwin') && process.platform === 'darwin')
      run('codesign', ['--sign', '-', config.output]);
    renameSync(unfinished, output);
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those that start when the program has told V8 more. */
const lateThreads = ['file-thread.js', 'reader-thread.js'];

/**
 * A desk thread starts 130 ms sooner and takes 15 MB less where its 4 MB of source need not be looked through.
 * @param {Record<string, string>} assets @returns {Record<string, string>} `<name>.cache` for each `<name>.js`
 */
function writeCodeCaches(assets) {
  // What main.js is compiled from, Node itself decides.
  const scripts = Object.entries(assets).filter(([name]) => name.endsWith('.js') && name !== 'main.js');
  return Object.fromEntries(
    scripts.map(([filename, path]) => {
      const cache = path.replace(/js$/, 'cache');
      // V8 takes no cache that was made with other options than those of the moment (thread-caller).
      if (lateThreads.includes(filename))
        run(process.execPath, ['scripts/write-late-cache.mjs', path, cache]);
      else writeFileSync(cache, new Script(readFileSync(path, 'latin1'), { filename }).createCachedData());
      return [basename(cache), cache];
    }),
  );
}

function run(command, args, cwd = '.') {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${stderr}${stdout}`, { cause: error });
}
