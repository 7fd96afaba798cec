// What an executable is made of, beside it: <output>.cdx.json (CycloneDX 1.6) and <output>.sha256 (for `sha256sum -c`).
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { targets } from './targets.mjs';

/** @param {string} target @param {string} output the executable, which is there */
export function writeBillOfMaterials(target, output) {
  const sha256 = createHash('sha256').update(readFileSync(output)).digest('hex');
  writeFileSync(`${output}.sha256`, `${sha256}  ${basename(output)}\n`);
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const bill = describeMaterials(lock, target, { name: basename(output), sha256 });
  writeFileSync(`${output}.cdx.json`, `${JSON.stringify(bill, null, 2)}\n`);
}

/**
 * @param {{ name: string, version: string, packages: Record<string, object> }} lock the lock file
 * @param {string} target @param {{ name: string, sha256: string }} executable
 * @returns {object} a CycloneDX document. The same sources give the same one: it carries no time.
 */
export function describeMaterials(lock, target, executable) {
  const chosen = Object.entries(lock.packages).filter(
    ([path, each]) => path !== '' && isInside(path, each, target),
  );
  const refs = new Map(chosen.map(([path, { version }]) => [path, `${purlOf(nameOf(path), version)}`]));
  const root = `pkg:generic/postroom@${lock.version}?target=${target}`;
  const unique = new Map(
    chosen.map(([path, each]) => [refs.get(path), describeComponent(path, each, refs.get(path))]),
  );
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidFrom(executable.sha256)}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': root,
        name: 'postroom',
        version: lock.version,
        licenses: [licenceOf(lock.packages[''].license)],
        hashes: [{ alg: 'SHA-256', content: executable.sha256 }],
      },
    },
    components: [...unique.values()],
    dependencies: [
      { ref: root, dependsOn: listNeeds('', lock.packages[''], refs) },
      ...new Map(
        chosen.map(([path, each]) => [
          refs.get(path),
          { ref: refs.get(path), dependsOn: listNeeds(path, each, refs) },
        ]),
      ).values(),
    ],
  };
}

/** Nothing that only tests and builds need, and of the parts for one kind of machine those of this one. */
function isInside(path, { dev }, target) {
  if (dev) return false;
  const name = nameOf(path);
  const parts = Object.values(targets).flatMap(({ node, addon }) => [node, addon]);
  const isPart = parts.includes(name) || /^@libsql\/(?:darwin|linux|win32)-/.test(name);
  return !isPart || Object.values(targets[target]).includes(name);
}

function describeComponent(path, { version, license, integrity }, purl) {
  const [scope, name] = nameOf(path).startsWith('@') ? nameOf(path).split('/') : [undefined, nameOf(path)];
  const [algorithm, digest] = (integrity ?? '').split('-', 2);
  const content = Buffer.from(digest ?? '', 'base64').toString('hex');
  const hashes = algorithm === 'sha512' ? [{ alg: 'SHA-512', content }] : [];
  return {
    type: 'library',
    'bom-ref': purl,
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version,
    licenses: [licenceOf(license)],
    purl,
    hashes,
  };
}

/** An identifier of SPDX, or an expression of several. */
function licenceOf(said = 'NOASSERTION') {
  const id = { 'BSD-0-Clause': '0BSD' }[said] ?? said;
  return /^[\w.+-]+$/.test(id) ? { license: { id } } : { expression: id };
}

/** As npm looks: in the package's own folder first, then in those around it. */
function listNeeds(path, { dependencies = {}, optionalDependencies = {} }, refs) {
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  return [
    ...new Set(names.map((name) => findRef(path, name, refs)).filter((ref) => ref !== undefined)),
  ].sort();
}

function findRef(path, name, refs) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const found = refs.get(folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`);
    if (found !== undefined || folder === '') return found;
  }
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function purlOf(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** A name for the document that the bytes of the executable decide (RFC 9562, version 8). */
function uuidFrom(sha256) {
  const hex = `${sha256.slice(0, 12)}8${sha256.slice(13, 16)}a${sha256.slice(17, 32)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
