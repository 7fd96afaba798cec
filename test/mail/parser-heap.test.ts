import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { startParserChild } from '../../src/mail/parser-child.ts';
import { defaultRules } from '../../src/mail/parser-pool.ts';
import { selfCommand } from '../../src/sea.ts';

// A parser process lives for as long as mail comes: nothing may be kept for each batch that it has answered. The heap is
// measured in a process of its own, where nobody else fills it.

const batches = 1_500;
const batchMails = 2;
const textBytes = 12_000;
/** What is left at two thirds more batches; kept, they would take 24 MB. */
const mostGrowth = 6 * 1024 * 1024;

if (process.argv[2] === 'measure') await measure();
else {
  test('what a parser process has answered is let go', () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--expose-gc', import.meta.filename, 'measure'],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    const [early = 0, late = 0] = stdout.trim().split(' ').map(Number);
    assert.ok(early > 0, stdout);
    assert.ok(late - early < mostGrowth, `${early} bytes after a third, ${late} at the end`);
  });
}

/** What the last answers hung on is let go in a later turn, and a busy machine takes some. @returns bytes, at best `wanted` */
async function measureHeap(wanted: number): Promise<number> {
  let used = 0;
  for (let turn = 0; turn < 20; turn++) {
    globalThis.gc?.();
    used = getHeapStatistics().used_heap_size;
    if (used < wanted) break;
    await setTimeout(50);
  }
  return used;
}

async function measure(): Promise<void> {
  const child = startParserChild({
    ...selfCommand('parser'),
    memoryLimitMb: 400,
    idleMilliseconds: 60_000,
  });
  const heap: number[] = [];
  for (let batch = 1; batch <= batches; batch++) {
    const tasks = Array.from({ length: batchMails }, (_, n) => ({
      kind: 'parse' as const,
      raw: Buffer.from(`Subject: ${batch} ${n}\r\n\r\n${`${batch} `.repeat(textBytes / 5)}\r\n`),
    }));
    const reply = await child.ask(tasks, defaultRules, () => undefined);
    assert.equal(reply.kind, 'answered');
    if (batch === batches / 3 || batch === batches)
      heap.push(await measureHeap((heap[0] ?? Number.POSITIVE_INFINITY) + mostGrowth));
  }
  await child.kill();
  process.stdout.write(heap.join(' '));
}
