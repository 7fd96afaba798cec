// Whether an executable still matches the sources it was built from.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const inputs = [
  'build.mjs',
  'LICENSE',
  'package.json',
  'package-lock.json',
  'scripts/{bill-of-materials,build-inputs,bundle,executable,licences,note-places,record-code,record-parser,targets}.mjs',
  'scripts/recording-main.cjs',
  'src/**/*',
  'views/**/*',
  'migrations/**/*',
];

/** @param {string} variant @returns {string} a hash over the variant and over the name and bytes of every file that goes into the executable */
export function hashInputs(variant) {
  const hash = createHash('sha256').update(variant);
  for (const file of globSync(inputs).sort()) {
    if (statSync(file).isFile()) hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

export function isFresh(output, hash) {
  const record = recordOf(output);
  return existsSync(output) && existsSync(record) && readFileSync(record, 'utf8') === hash;
}

export function recordBuild(output, hash) {
  writeFileSync(recordOf(output), hash);
}

function recordOf(output) {
  return join('.build', `${basename(output)}.inputs`);
}
