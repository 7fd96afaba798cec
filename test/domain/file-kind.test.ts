import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FileKind, findFileKind } from '../../src/domain/file-kind.ts';

const cases: readonly (readonly [name: string, type: string, kind: FileKind | undefined])[] = [
  ['bill.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'excel'],
  ['bill.xlsx', 'application/octet-stream', 'excel'],
  ['letter', 'application/msword', 'word'],
  ['slides.pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'powerpoint'],
  ['scan.PDF', 'application/octet-stream', 'pdf'],
  ['photo', 'image/heic', 'picture'],
  ['list.csv', 'text/plain', 'table'],
  ['notes', 'text/plain', 'text'],
  ['forwarded.eml', 'message/rfc822', 'mail'],
  ['all.tar.gz', 'application/gzip', 'archive'],
  ['constructor', 'application/octet-stream', undefined],
  ['thing.xyz', 'application/x-unheard', undefined],
  ['invoice.exe', 'application/pdf', undefined],
  ['invoice.pdf.url', 'application/pdf', undefined],
  ['scan.iso', 'image/png', undefined],
  ['table.XLL', 'application/vnd.ms-excel', undefined],
  ['letter.one', 'application/msword', undefined],
  ['photo.jpg.SCR', 'image/jpeg', undefined],
  ['letter.js', 'text/plain', undefined],
];

for (const [name, type, kind] of cases) {
  test(`${name} of ${type || 'no type'} is ${kind ?? 'not known'}`, () => {
    assert.equal(findFileKind({ name, type }), kind);
  });
}
