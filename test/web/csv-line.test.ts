import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCsvLine } from '../../src/web/csv-line.ts';

const formula = "=cmd|' /C calc'!A0";
const cells: readonly (readonly [cell: string, written: string])[] = [
  ['Carla', 'Carla'],
  ['3 - 1', '3 - 1'],
  ['a=b, c', 'a=b, c'],
  ['carla@customer.example', 'carla@customer.example'],
  [formula, `'${formula}`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "\t'=1"],
  [' =1', " '=1"],
  ['＝1+1', "'＝1+1"],
  // Where semicolons part the cells, the line is read as: "Carla","x · =1+1
  ['x;=1+1', "x;'=1+1"],
  ['x; =1+1', "x; '=1+1"],
  ['x\n=1+1', "x\n'=1+1"],
  ['x\t+1', "x\t'+1"],
  ['x",=1+1', 'x"",=1+1'],
  ['{"name":"=1","by":-1}', '{""name"":""=1"",""by"":-1}'],
  ['"=1+1', `""'=1+1`],
  [';;=1', ";;'=1"],
  [`${' '.repeat(50)}=1`, `${' '.repeat(50)}'=1`],
  [`;${'\t\v "'.repeat(20)}=1`, `;${'\t\v ""'.repeat(20)}'=1`],
];
for (const [cell, written] of cells) {
  test(`${JSON.stringify(cell)} is no formula`, () => {
    assert.equal(writeCsvLine(['Carla', cell]), `"Carla","${written}"\r\n`);
  });
}
