// Writes src/domain/common-passwords.txt: the 3,000 most used passwords that are long enough to be allowed, as the first
// six bytes of their SHA-256, so that nobody has to read them. Run by hand with the list as a JSON array, most used first:
// node scripts/make-common-passwords.mjs passwords.json
// The list in use is that of @zxcvbn-ts/language-common 4.1.3 (MIT, from Dropbox's zxcvbn).
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const [path = ''] = process.argv.slice(2);
const words = JSON.parse(readFileSync(path, 'utf8')).map((word) => word.toLowerCase());
const chosen = [...new Set(words.filter((word) => word.length >= 8))].slice(0, 3_000);
const hashes = chosen.map((word) =>
  createHash('sha256').update(word).digest().subarray(0, 6).toString('base64url'),
);
writeFileSync('src/domain/common-passwords.txt', `${hashes.sort().join('\n')}\n`);
