import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import {
  createParserPool,
  defaultRules,
  type ParseOutcome,
  type ParserPool,
} from '../../src/mail/parser-pool.ts';
import { encodeFrame } from '../../src/mail/parser-protocol.ts';
import { selfCommand } from '../../src/sea.ts';
import { holdDescriptors } from '../support/descriptors.ts';

const settings = {
  ...selfCommand('parser'),
  size: 2,
  patienceMilliseconds: 0,
  memoryLimitMb: 500,
};
/** Waited for in vain: all others start and answer sooner, also on a busy machine. */
const stuckMilliseconds = 4_000;
const mail = (text: string) =>
  Buffer.from(`From: Anna <anna@example.com>\r\nSubject: ${text}\r\n\r\n${text}\r\n`);

test('with as many files open as the machine allows, nothing is read and nobody is blamed; later all is', async (t) => {
  const pool = createParserPool(settings);
  try {
    {
      using held = holdDescriptors();
      if (held === undefined) return t.skip('platform: no prlimit here');
      pool.prepare();
      const batches = [pool.parse([mail('one')]), pool.parse([mail('two')]), pool.parse([mail('three')])];
      for (const batch of batches) await assert.rejects(batch, { code: 'unavailable' });
    }
    const [outcome] = await pool.parse([mail('later')]);
    assert.equal(outcome?.kind, 'parsed');
  } finally {
    await pool.close();
  }
});

describe('the parser pool', () => {
  let pool: ParserPool;
  before(() => {
    pool = createParserPool(settings);
  });
  after(() => pool.close());

  test('answers in the order of the batch, values intact', async () => {
    const outcomes = await pool.parse(Array.from({ length: 120 }, (_, index) => mail(`number ${index}`)));
    const subjects = outcomes.map((outcome) => outcome.kind === 'parsed' && outcome.message.subject);
    assert.deepEqual(
      subjects,
      Array.from({ length: 120 }, (_, index) => `number ${index}`),
    );
  });

  test('several batches at once', async () => {
    const batches = await Promise.all(
      Array.from({ length: 12 }, (_, batch) => pool.parse([mail(`batch ${batch}`), mail('b')])),
    );
    assert.deepEqual(
      batches.map(([first]) => first?.kind === 'parsed' && first.message.text),
      Array.from({ length: 12 }, (_, batch) => `batch ${batch}`),
    );
  });

  test('an attachment keeps its bytes through the pipe', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) & 0xff));
    const [outcome] = await pool.parse([
      Buffer.concat([
        Buffer.from('From: a@example.com\r\nContent-Type: application/pdf; name=a.pdf\r\n'),
        Buffer.from(
          `Content-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`,
        ),
      ]),
    ]);
    assert.equal(outcome?.kind, 'parsed');
    const content = outcome?.kind === 'parsed' ? outcome.message.attachments[0]?.content : undefined;
    assert.ok(content !== undefined && Buffer.compare(bytes, content) === 0);
  });

  test('so does one that stands in the message as it is, alone and in company', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => 32 + ((index * 7919) % 95)));
    const unencoded = Buffer.concat([
      Buffer.from('From: a@example.com\r\nContent-Type: application/pdf; name=a.pdf\r\n'),
      Buffer.from('Content-Transfer-Encoding: 8bit\r\n\r\n'),
      bytes,
    ]);
    const bomb = Buffer.from(`From: a@example.com\r\n${'X: y\r\n'.repeat(5000)}\r\nx`);
    for (const raws of [[unencoded], [mail('before'), bomb, unencoded, mail('after')]]) {
      const outcomes = await pool.parse(raws);
      const outcome = outcomes[raws.indexOf(unencoded)];
      const content = outcome?.kind === 'parsed' ? outcome.message.attachments[0]?.content : undefined;
      assert.ok(content !== undefined && Buffer.compare(bytes, content) === 0);
      assert.equal(outcomes.filter(({ kind }) => kind === 'parsed').length, Math.min(raws.length, 3));
    }
  });

  test('beyond a limit is rejected with the limit, and the others are not', async () => {
    const parts = '--b\r\n\r\n\r\n'.repeat(5_000);
    const bomb = Buffer.from(
      `From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}`,
    );
    const outcomes = await pool.parse([mail('before'), bomb, mail('after')]);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind),
      ['parsed', 'rejected', 'parsed'],
    );
    const rejected = outcomes[1];
    const reason = { code: 'limit', limit: 'mostParts', most: 1000 };
    assert.deepEqual(rejected, { kind: 'rejected', reason });
  });
});

describe('a message that its process does not survive', { concurrency: true }, () => {
  test('runs out of time alone; its neighbours are read', async () => {
    const pool = createParserPool({
      ...settings,
      command: process.execPath,
      args: ['-e', stuckParser],
      rules: { ...defaultRules, timeoutMilliseconds: stuckMilliseconds },
    });
    try {
      const outcomes = await pool.parse([mail('one'), Buffer.from('STUCK'), mail('three')]);
      assert.deepEqual(
        outcomes.map((outcome) => (outcome.kind === 'killed' ? outcome.reason.code : outcome.kind)),
        ['rejected', 'killed_by_time', 'rejected'],
      );
      const reason = { code: 'killed_by_time', seconds: stuckMilliseconds / 1000 };
      assert.deepEqual(outcomes[1], { kind: 'killed', reason });
    } finally {
      await pool.close();
    }
  });

  test('eats too much memory alone; its neighbours are read', async () => {
    // 24 MB of mail cannot be parsed in a process that may hold 150 MB in all.
    const pool = createParserPool({ ...settings, memoryLimitMb: 150 });
    try {
      const big = Buffer.concat([mail('big'), Buffer.alloc(24_000_000, 'text with words äöü\r\n')]);
      const outcomes = await pool.parse([mail('one'), big, mail('three')]);
      assert.deepEqual(
        outcomes.map((outcome) => (outcome.kind === 'killed' ? outcome.reason.code : outcome.kind)),
        ['parsed', 'killed_by_memory', 'parsed'],
      );
      const reason = { code: 'killed_by_memory', megabytes: 150 };
      assert.deepEqual(outcomes[1], { kind: 'killed', reason });
    } finally {
      await pool.close();
    }
  });

  test('crashes alone or answers with what is no answer; its neighbours are read', async () => {
    const pool = createParserPool({ ...settings, command: process.execPath, args: ['-e', stuckParser] });
    try {
      for (const fault of ['CRASH', 'LIE: none', 'LIE: twice', 'LIE: other', 'LIE: short', 'LIE: shape']) {
        const outcomes = await pool.parse([mail('one'), Buffer.from(fault), mail('three')]);
        assert.deepEqual(
          outcomes.map((outcome) => (outcome.kind === 'killed' ? outcome.reason.code : outcome.kind)),
          ['rejected', 'killed_by_crash', 'rejected'],
          fault,
        );
      }
    } finally {
      await pool.close();
    }
  });
});

test('what was answered before a process died is told at once, and not read again', async () => {
  const pool = createParserPool({ ...settings, command: process.execPath, args: ['-e', stuckParser] });
  try {
    const heard: ParseOutcome[][] = [];
    const raws = Array.from({ length: 12 }, (_, index) => Buffer.from(index === 9 ? 'CRASH' : `${index}`));
    const onOutcomes = (outcomes: readonly ParseOutcome[]) => heard.push([...outcomes]);
    const outcomes = await pool.parse(raws, { onOutcomes });
    assert.deepEqual(heard.flat(), outcomes);
    assert.equal(heard[0]?.length, 8);
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      raws.map((_, index) => (index === 9 ? 'killed' : 'rejected')),
    );
    const readers = outcomes.map((outcome) => (outcome as { reason: { process?: number } }).reason.process);
    assert.equal(new Set(readers.slice(0, 8)).size, 1);
    assert.ok(!readers.slice(8).includes(readers[0]));
  } finally {
    await pool.close();
  }
});

test('a message is not blamed before a process that had read nothing else died of it, whatever waits', async () => {
  const pool = createParserPool({ ...settings, command: process.execPath, args: ['-e', stuckParser] });
  try {
    // Both processes have read something then.
    await Promise.all([pool.parse([mail('one')]), pool.parse([mail('two')])]);
    const outcomes = await Promise.all(
      ['CRASH WHEN USED', 'a', 'b', 'CRASH WHEN USED', 'c', 'd'].map((text) =>
        pool.parse([Buffer.from(text)]),
      ),
    );
    assert.deepEqual(
      outcomes.map(([outcome]) => outcome?.kind),
      outcomes.map(() => 'rejected'),
    );
  } finally {
    await pool.close();
  }
});

describe('a batch that waits inside a process for the one before it', () => {
  test('is read elsewhere, and blamed for nothing, when the process dies of the one before', async () => {
    const pool = createParserPool({
      ...settings,
      size: 1,
      command: process.execPath,
      args: ['-e', stuckParser],
    });
    try {
      const batches = [
        [Buffer.from('CRASH')],
        [mail('two'), mail('three')],
        [Buffer.from('CRASH')],
        [mail('four')],
      ];
      const outcomes = await Promise.all(batches.map((batch) => pool.parse(batch)));
      assert.deepEqual(
        outcomes.map((each) => each.map(({ kind }) => kind)),
        [['killed'], ['rejected', 'rejected'], ['killed'], ['rejected']],
      );
    } finally {
      await pool.close();
    }
  });

  test('is answered after it, each with its own', async () => {
    const pool = createParserPool({ ...settings, size: 1 });
    try {
      const batches = Array.from({ length: 5 }, (_, n) => [
        mail(`batch ${n}`),
        mail('x'.repeat(n * 100_000)),
      ]);
      const outcomes = await Promise.all(batches.map((batch) => pool.parse(batch)));
      assert.deepEqual(
        outcomes.map((each) => each.map((one) => one.kind === 'parsed' && one.message.text.length)),
        batches.map((_, n) => [7, n * 100_000]),
      );
    } finally {
      await pool.close();
    }
  });
});

describe('mail of one source that takes long to read', () => {
  const large = (text: string) => Buffer.concat([Buffer.from(`${text} `), Buffer.alloc(7_000_000, 'x')]);
  /** Nothing ends what is held but the pool, unless others are held up with it. */
  const rules = { ...defaultRules, timeoutMilliseconds: 60_000 };

  for (const isFirst of [true, false]) {
    test(`holds up no other${isFirst ? '' : ', also where another came first'}`, async () => {
      const holding = { command: process.execPath, args: ['-e', stuckParser], rules };
      const pool = createParserPool({ ...settings, ...holding, patienceMilliseconds: 600_000 });
      const before = childCommandLines().length;
      const read = (source: string) => pool.parse([mail('quick')], { source });
      if (!isFirst) await read('good');
      const ended: string[] = [];
      const held = ['bad', 'worse'].map((source) =>
        pool.parse([large('HOLD')], { source }).then(
          () => ended.push(source),
          () => ended.push(source),
        ),
      );
      for (let n = 0; n < 20; n += 1) await Promise.all(['good', 'better'].map(read));
      assert.deepEqual(ended, []);
      assert.equal(childCommandLines().length, before + 2);
      await pool.close();
      await Promise.all(held);
      assert.deepEqual(ended.toSorted(), ['bad', 'worse']);
    });
  }

  test('has its turn also where only one process may run, and others never cease', async () => {
    const pool = createParserPool({ ...settings, size: 1 });
    try {
      let isRead = false;
      let quick = 0;
      const lane = async () => {
        for (; !isRead && quick < 300; quick += 1) await pool.parse([mail('quick')], { source: 'good' });
      };
      const lanes = Promise.all([lane(), lane(), lane()]);
      await pool.parse([large('costly')], { source: 'bad' });
      isRead = true;
      await lanes;
      assert.ok(quick < 300, `${quick} others were read before`);
    } finally {
      await pool.close();
    }
  });

  test('does not come to a second process while its source is the only one', async () => {
    const pool = createParserPool({ ...settings, patienceMilliseconds: 600_000 });
    try {
      const before = childCommandLines().length;
      const raws = [[large('a')], [mail('b')], [large('c')], [mail('d'), mail('e')]];
      const outcomes = await Promise.all(raws.map((each) => pool.parse(each, { source: 'one' })));
      assert.deepEqual(
        outcomes.map((each) => each.length),
        [1, 1, 1, 2],
      );
      assert.equal(childCommandLines().length, before + 1);
    } finally {
      await pool.close();
    }
  });
});

describe('the life of a pool', () => {
  test('a further process is started only for what has to wait for slow mail', async () => {
    const command = { command: process.execPath, args: ['-e', stuckParser] };
    const rules = { ...defaultRules, timeoutMilliseconds: stuckMilliseconds };
    const pool = createParserPool({ ...settings, ...command, patienceMilliseconds: 300, rules });
    const before = childCommandLines().length;
    try {
      await Promise.all(Array.from({ length: 8 }, () => pool.parse([mail('quick')])));
      assert.equal(childCommandLines().length, before + 1);
      const stuck = pool.parse([Buffer.from('STUCK')]);
      const behind = await Promise.all(Array.from({ length: 4 }, () => pool.parse([mail('quick')])));
      assert.deepEqual(
        behind.map(([outcome]) => outcome?.kind),
        ['rejected', 'rejected', 'rejected', 'rejected'],
      );
      assert.equal((await stuck)[0]?.kind, 'killed');
    } finally {
      await pool.close();
    }
  });

  test('a clock that is set meanwhile, or a machine that has slept, ends no parser', async () => {
    const { command, args } = settings;
    // For whoever says by when it has to be done it is another time than for whoever looks.
    const anotherTime = ['--import', 'data:text/javascript,Date.now = () => 0'];
    const pool = createParserPool({ ...settings, command, args: [...anotherTime, ...args] });
    try {
      const batch = Array.from({ length: 24 }, () =>
        Buffer.concat([mail('long'), Buffer.alloc(500_000, 'word äöü\r\n')]),
      );
      const outcomes = await pool.parse(batch);
      assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['parsed']));
    } finally {
      await pool.close();
    }
  });

  test('each batch is read by its own limits', async () => {
    const pool = createParserPool({ ...settings, size: 1 });
    try {
      const strict = { ...defaultRules, limits: { ...defaultRules.limits, totalBytes: 50 } };
      const kinds = [];
      for (const rules of [undefined, strict, defaultRules]) {
        kinds.push((await pool.parse([mail('the same message')], { rules: rules ?? defaultRules }))[0]?.kind);
      }
      assert.deepEqual(kinds, ['parsed', 'rejected', 'parsed']);
    } finally {
      await pool.close();
    }
  });

  test('a parser that nobody waits for any more does not run on for ever', async () => {
    // Who started it is stuck or gone: here nobody ends the process but itself.
    const { command, args } = selfCommand('parser');
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    const slow = Buffer.concat([mail('slow'), Buffer.alloc(20_000_000, 'text with words äöü\r\n')]);
    const { limits } = defaultRules;
    for (const frame of [
      { memoryLimitMb: 2000 },
      { id: 1, tasks: [{ kind: 'parse', raw: slow }], limits, timeoutMilliseconds: 1 },
    ]) {
      for (const chunk of encodeFrame(frame)) child.stdin.write(chunk);
    }
    child.stdin.on('error', () => undefined);
    assert.equal(await ended, 'SIGKILL');
  });

  test('an idle process ends and the next batch gets a new one', async () => {
    const pool = createParserPool({ ...settings, size: 1, idleMilliseconds: 1 });
    try {
      for (const round of ['first', 'second', 'third']) {
        const [outcome] = await pool.parse([mail(round)]);
        assert.equal(outcome?.kind, 'parsed');
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      await pool.close();
    }
  });

  test('one that does not end with its input is ended, and another takes its place', async () => {
    const args = ['-e', `${stuckParser}\nsetInterval(() => undefined, 1000);`];
    const pool = createParserPool({
      ...settings,
      command: process.execPath,
      args,
      size: 1,
      idleMilliseconds: 50,
    });
    try {
      await pool.parse([mail('one')]);
      await new Promise((resolve) => setTimeout(resolve, 80));
      const [outcome] = await pool.parse([mail('two')]);
      assert.equal(outcome?.kind, 'rejected');
    } finally {
      await pool.close();
    }
  });

  test('close leaves no process and refuses what is under way and what comes later', async () => {
    const pool = createParserPool({ ...settings, command: process.execPath, args: ['-e', stuckParser] });
    const under = assert.rejects(pool.parse([Buffer.from('STUCK')]), { code: 'unavailable' });
    await pool.close();
    await under;
    await assert.rejects(pool.parse([mail('late')]), { code: 'unavailable' });
    assert.ok(!childCommandLines().some((line) => line.includes('STUCK')));
  });

  test('a command that does not exist is said to be unavailable', async () => {
    const pool = createParserPool({ ...settings, command: '/nonexistent/postroom' });
    await assert.rejects(pool.parse([mail('x')]), {
      code: 'unavailable',
      message: 'The mail parser could not be started.',
    });
    await pool.close();
  });
});

/** A parser process of our protocol that fails on command. */
const stuckParser = `
  const { Deserializer, serialize } = require('node:v8');
  let data = Buffer.alloc(0);
  let isSetUp = false;
  let answered = 0;
  process.stdin.on('data', (chunk) => {
    data = Buffer.concat([data, chunk]);
    while (data.length >= 8 && data.length >= 8 + data.readUInt32BE(0)) {
      const end = 8 + data.readUInt32BE(0);
      let at = 8 + data.readUInt32BE(4);
      const reader = new Deserializer(data.subarray(8, at));
      reader._readHostObject = () => data.subarray(at, (at += reader.readUint32()));
      reader.readHeader();
      const frame = reader.readValue();
      data = data.subarray(end);
      if (!isSetUp) { isSetUp = true; continue; }
      const texts = frame.tasks.map(({ raw }) => Buffer.from(raw).toString());
      const crash = texts.indexOf('CRASH');
      if (crash >= 0 && crash < 8) process.abort();
      if (texts.includes('CRASH WHEN USED') && answered > 0) process.abort();
      answered++;
      // As one that reads for ever, but the machine is left to the other tests.
      if (texts.includes('STUCK')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      if (texts.some((text) => text.startsWith('HOLD'))) return;
      const lie = texts.find((text) => text.startsWith('LIE: '))?.slice(5);
      const error = { code: 'invalid', message: 'No.', process: process.pid };
      const results = texts.slice(0, crash < 0 ? texts.length : 8).map(() => (lie === 'shape' ? null : { error }));
      if (lie === 'short') results.pop();
      if (lie === 'twice') results.push(...results);
      const answer = { id: lie === 'other' ? frame.id + 1 : frame.id, results };
      const body = serialize(lie === 'none' ? undefined : answer);
      const head = Buffer.alloc(8);
      head.writeUInt32BE(body.length);
      head.writeUInt32BE(body.length, 4);
      process.stdout.write(Buffer.concat([head, body]), () => crash >= 0 && process.abort());
    }
  });`;

function childCommandLines(): string[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return children.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
}
