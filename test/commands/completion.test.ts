import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { readCommandLine } from '../../src/commands/command-line.ts';
import { shells } from '../../src/commands/completion.ts';

const scriptOf = (shell: string) => {
  const line = readCommandLine(['completion', shell]);
  assert.equal(line.command, 'help');
  return 'text' in line ? line.text : '';
};

/** @returns what bash offers behind these words */
function complete(...words: string[]): string[] {
  const typed = ['postroom', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _postroom; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const said = execFileSync('bash', ['-c', `${scriptOf('bash')}\n${ask}`], {
    encoding: 'utf8',
    cwd: '/proc/self',
  });
  return said.split('\n').filter((word) => word !== '');
}

test('bash completes commands, actions and flags', () => {
  assert.deepEqual(complete('to'), ['token']);
  assert.deepEqual(complete('token', 're'), ['revoke']);
  assert.deepEqual(complete('token', '--sc'), ['--scopes']);
  assert.deepEqual(
    complete('completion', 'f').filter((word) => word.startsWith('fi')),
    ['fish'],
  );
  assert.deepEqual(complete('nothing', '--'), []);
});

test('every shell is offered every command, and another one is refused', () => {
  for (const shell of shells) {
    for (const name of ['serve', 'backup', 'trace', 'kept', 'completion']) {
      assert.match(scriptOf(shell), new RegExp(`\\b${name}\\b`), `${shell}: ${name}`);
    }
  }
  assert.throws(() => readCommandLine(['completion', 'tcsh']), {
    code: 'invalid',
    message: /bash, zsh, fish/,
  });
});
