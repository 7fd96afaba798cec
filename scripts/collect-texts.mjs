// node scripts/bootstrap.mjs scripts/collect-texts.mjs
// Puts the messages that views and pages ask for into the catalogue of each language, empty where nobody has translated them
// yet, and takes out what nothing asks for any more.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { listSentences, readEscapes } from './collect-sentences.mjs';

/** The first argument of `t` and `rich`, which is a string as it stands in the source, or a choice between two. */
const call =
  /\b(?:t|rich)\(\s*(?:[\w.!?= ]+\?\s*)?(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`((?:\\.|[^`\\$])*)`)/g;

/** @returns the messages of all views and pages, by their bytes */
export function listMessages() {
  const files = globSync('{views,src/web}/**/*.{ts,tsx}');
  const found = files.flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    if (!/from '[./]*words\.ts'|from '[./]*views\/words\.ts'/.test(source)) return [];
    return [...source.matchAll(call)].map((match) => readEscapes(match[1] ?? match[2] ?? match[3] ?? ''));
  });
  return [...new Set(found)].sort();
}

/** Pages ask for the messages of `de.json`, and say what the desk says by `desk.de.json`. */
export function collectTexts() {
  const messages = { pages: listMessages(), desk: listSentences() };
  for (const path of globSync('views/texts/*.json')) {
    const known = JSON.parse(readFileSync(path, 'utf8'));
    const wanted = messages[path.includes('desk.') ? 'desk' : 'pages'];
    const kept = Object.fromEntries(wanted.map((message) => [message, known[message] ?? '']));
    writeFileSync(path, `${JSON.stringify(kept, null, 2)}\n`);
    const missing = Object.values(kept).filter((text) => text === '').length;
    console.log(`${path}: ${wanted.length} messages, ${missing} not translated`);
  }
}

if (process.argv[1]?.endsWith('collect-texts.mjs')) collectTexts();
