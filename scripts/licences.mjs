// The licence texts of everything that a bundle contains.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @param {string[]} inputs the bundled files, as esbuild's metafile names them
 * @returns {string} Postroom's own licence, then each bundled package with its version and licence text
 */
export function describeLicences(inputs) {
  const own = readFileSync('LICENSE', 'utf8');
  if (inputs.length === 0) return `${own}\nThe packages in node_modules carry their own licences.\n`;
  const folders = [...new Set(inputs.flatMap(findPackageFolder)), ...embeddedPackages()];
  const sections = [...new Set(folders)].sort().map(describePackage);
  return [`Postroom\n\n${own}`, ...sections].join(`\n${'-'.repeat(78)}\n`);
}

function findPackageFolder(input) {
  const start = input.lastIndexOf('node_modules/');
  if (start < 0) return [];
  const parts = input.slice(start + 'node_modules/'.length).split('/');
  const name = parts[0].startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0];
  const prefix = input.slice(0, start).replace(/^[a-z-]+:/, '');
  return [join(prefix, 'node_modules', name)];
}

/** The runtime, whose package is not among esbuild's inputs: the licence text is the same for every target. */
function embeddedPackages() {
  return [dirname(dirname(process.execPath))].filter((folder) => existsSync(join(folder, 'package.json')));
}

function describePackage(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : describeAuthor(author);
  return `${name} ${version} (${typeof license === 'string' ? license : 'see below'})\n\n${text}\n`;
}

/** For a package without a licence text: what it says in its place. */
function describeAuthor(author) {
  const name = typeof author === 'string' ? author : author?.name;
  return `Copyright (c) ${name ?? 'its authors'}. The package carries no text of the licence that it names.`;
}
