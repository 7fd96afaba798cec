// Builds the executable when its sources changed, then becomes it: node scripts/start.mjs COMMAND ARGUMENT…
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const program = resolve('dist', process.platform === 'win32' ? 'postroom.exe' : 'postroom');
const args = process.argv.slice(2);

// Standard output belongs to the program: `demo --json` prints one object there.
const build = spawnSync(process.execPath, ['build.mjs', '--if-stale'], { stdio: ['ignore', 2, 2] });
if (build.status !== 0) process.exit(1);

if (process.platform === 'win32') {
  spawn(program, args, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
} else {
  // The call is marked experimental; the one who reads the terminal need not know.
  process.removeAllListeners('warning');
  process.execve(program, [program, ...args], process.env);
}
