// Bundles test files beside the program and runs them: node scripts/run-tests.mjs [--filter TEXT] [FILE…]
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleForCheckout } from './bundle.mjs';

const named = process.argv.slice(2).filter((argument) => argument.startsWith('test/'));
const options = process.argv.slice(2).filter((argument) => !argument.startsWith('test/'));
const files = named.length > 0 ? named : globSync('test/**/*.test.{ts,tsx}').sort();

mkdirSync('.build', { recursive: true });
const outdir = mkdtempSync(resolve('.build', 'tests-'));
try {
  await bundleForCheckout(files, outdir);
  const bundles = files.map((file) => join(outdir, file.replace(/\.tsx?$/, '.js')));
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...options, ...bundles], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
