// Makes one executable out of the bundles, the runtime and the native addon, with Node's own --build-sea.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { bundleForExecutable, entries } from './bundle.mjs';
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
    const config = {
      // Node keeps this path inside: a bare name makes the same sources give the same bytes.
      main: basename(main),
      executable: prepareNode(target, parts.node),
      output: unfinished,
      assets: { ...assets, 'libsql.node': parts.addon },
      disableExperimentalSEAWarning: true,
      // V8's cache fits only the kind of machine that made it, and differs each time. It starts the program a third sooner.
      useCodeCache: target === hostTarget && !isReproducible,
      // Options meant for another Node on the machine must not change this program.
      execArgvExtension: 'none',
    };
    const configFile = join(folder, 'sea.json');
    writeFileSync(configFile, JSON.stringify(config));
    run(process.execPath, ['--build-sea', configFile], folder);
    if (target.startsWith('darwin') && process.platform === 'darwin')
      run('codesign', ['--sign', '-', config.output]);
    renameSync(unfinished, output);
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args, cwd = '.') {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${stderr}${stdout}`, { cause: error });
}
