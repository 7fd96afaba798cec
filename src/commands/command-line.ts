import { type ParseArgsConfig, parseArgs } from 'node:util';
import { usageError } from '../config.ts';
import { wordTable } from '../domain/word-table.ts';
import { AppError } from '../errors.ts';
import { type CompletedCommand, shells, writeCompletion } from './completion.ts';

export type Flags = Readonly<Record<string, string | undefined>>;

export type CommandLine =
  | { readonly command: 'help'; readonly text: string }
  | { readonly command: 'serve' | 'demo' | 'config' | 'reread' | 'version'; readonly flags: Flags }
  | { readonly command: FileCommand; readonly paths: readonly string[]; readonly flags: Flags }
  | { readonly command: 'user'; readonly action: UserAction; readonly flags: Flags }
  | { readonly command: 'token'; readonly action: TokenAction; readonly flags: Flags }
  | { readonly command: 'key'; readonly action: KeyAction; readonly flags: Flags }
  | { readonly command: 'kept'; readonly action: KeptAction; readonly flags: Flags }
  | { readonly command: 'trace'; readonly words: string; readonly flags: Flags };

/** Commands that work on the data file and take paths. */
export type FileCommand = 'import' | 'backup' | 'restore' | 'check';
type UserAction = 'add' | 'list' | 'password' | 'disable' | 'reset-factor';
type TokenAction = 'add' | 'list' | 'revoke';
type KeyAction = 'set' | 'change' | 'remove';
type KeptAction = 'list' | 'verify';
type Options = NonNullable<ParseArgsConfig['options']>;

const text = { type: 'string' } as const;
const onOff = { type: 'boolean' } as const;
const help = { help: { type: 'boolean', short: 'h' } } as const satisfies Options;

/** How many paths each takes at least and at most. */
const pathCounts: Record<FileCommand, readonly [number, number]> = {
  import: [1, Number.POSITIVE_INFINITY],
  backup: [1, 1],
  restore: [1, 1],
  check: [0, 0],
};

const commands: Record<
  string,
  { readonly summary: string; readonly usage: string; readonly options: Options }
> = {
  serve: {
    summary: 'run Postroom on a data file',
    usage: '[--data FILE] [--host H] [--port P] [--public-url URL] [--tls-cert F --tls-key F]',
    options: { data: text, host: text, port: text, 'public-url': text, 'tls-cert': text, 'tls-key': text },
  },
  demo: {
    summary: 'run it beside a simulated Microsoft tenant with sample mail',
    usage: '[--port P] [--messages N] [--road imap|graph] [--once] [--json]',
    options: { port: text, messages: text, road: text, once: onOff, json: onOff },
  },
  import: {
    summary: 'bring mail in: .eml, mbox, maildir, a folder of them, or - for standard input',
    usage: 'PATH… [--group NAME] [--archive-before DATE] [--json] [--data FILE]',
    options: { group: text, 'archive-before': text, json: onOff, data: text },
  },
  backup: {
    summary: 'write a verified copy of the data file, also while it is in use',
    usage: 'OUT [--data FILE]',
    options: { data: text },
  },
  restore: {
    summary: 'verify a backup and put it in the place of the data file, which is kept',
    usage: 'BACKUP [--data FILE]',
    options: { data: text },
  },
  check: {
    summary: 'check the data file, its receipts, references and every stored byte',
    usage: '[--json] [--data FILE]',
    options: { json: onOff, data: text },
  },
  kept: {
    summary: 'list or verify the copies that updates, restores and changes of the key have kept',
    usage: 'list|verify [--json] [--data FILE]',
    options: { json: onOff, data: text },
  },
  key: {
    summary: 'encrypt the data file by POSTROOM_KEY, change its key (from standard input) or take it away',
    usage: 'set|change|remove [--data FILE]',
    options: { data: text },
  },
  user: {
    summary: 'add, list, disable users, set their passwords, take a lost second factor away',
    usage:
      'add|list|password|disable|reset-factor --email E [--name N] [--role admin|agent] [--password-stdin] [--data FILE]',
    options: { email: text, name: text, role: text, 'password-stdin': onOff, data: text },
  },
  token: {
    summary: 'add, list and end the API tokens of users; what add prints is shown once',
    usage: 'add|list|revoke --user E --name N [--scopes S,…] [--groups NAME,…] [--days N] [--data FILE]',
    options: { user: text, name: text, scopes: text, groups: text, days: text, data: text },
  },
  reread: {
    summary: 'read stored raw mail again with this version; ids, threads and what people did stay',
    usage: '[--since DATE] [--rehearse] [--after N] [--data FILE]',
    options: { since: text, rehearse: onOff, after: text, data: text },
  },
  trace: {
    summary: 'where is my mail? everything that is known of a message',
    usage: 'ADDRESS|MESSAGE-ID|WORDS [--ask] [--json] [--data FILE]',
    options: { ask: onOff, json: onOff, data: text },
  },
  config: { summary: 'show the effective settings', usage: 'dump [--data FILE]', options: { data: text } },
  completion: {
    summary: 'print a script by which a shell completes commands',
    usage: 'bash|zsh|fish',
    options: {},
  },
  version: { summary: 'show the version', usage: '[--licenses]', options: { licenses: onOff } },
};

/** @throws AppError invalid (usage) that names the wrong word and what was expected */
export function readCommandLine(words: readonly string[]): CommandLine {
  const [name, ...rest] = words[0] === 'help' && words.length > 1 ? [...words.slice(1), '--help'] : words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h')
    return { command: 'help', text: overview() };
  if (name === '--version' || name === '-v' || name === '-V') return { command: 'version', flags: {} };
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw usageError(`There is no command "${name}"; expected one of ${Object.keys(commands).join(', ')}.`);
  }
  const { flags, positionals } = parseFlags(name, command.options, rest);
  if (flags.help !== undefined) {
    return { command: 'help', text: `postroom ${name} ${command.usage}\n\n${command.summary}\n` };
  }
  if (isFileCommand(name)) return { command: name, paths: checkPaths(name, positionals), flags };
  if (name === 'user') return { command: name, action: readAction(name, userActions, positionals), flags };
  if (name === 'token') return { command: name, action: readAction(name, tokenActions, positionals), flags };
  if (name === 'key') return { command: name, action: readAction(name, keyActions, positionals), flags };
  if (name === 'kept') return { command: name, action: readAction(name, keptActions, positionals), flags };
  if (name === 'completion') {
    const shell = readAction(name, shells, positionals);
    return { command: 'help', text: writeCompletion(shell, listCompleted()) };
  }
  if (name === 'trace') return { command: name, words: checkWords(name, positionals), flags };
  const expected = name === 'config' ? ['dump'] : [];
  if (positionals.join(' ') !== expected.join(' ')) {
    const wanted = expected.length === 0 ? 'only flags' : `"${expected.join(' ')}"`;
    throw usageError(
      `postroom ${name} got "${positionals.join(' ')}"; expected ${wanted}. Usage: postroom ${name} ${command.usage}`,
    );
  }
  return { command: name as 'serve' | 'demo' | 'config' | 'reread' | 'version', flags };
}

function isFileCommand(name: string): name is FileCommand {
  return Object.hasOwn(pathCounts, name);
}

function checkPaths(name: FileCommand, paths: readonly string[]): readonly string[] {
  const [least, most] = pathCounts[name];
  const isEmpty = paths.includes('');
  if (name !== 'import') assertNamesFile(name, paths);
  if (paths.length >= least && paths.length <= most && !isEmpty) return paths;
  const got = paths.length === 0 ? 'no path' : isEmpty ? 'an empty path' : `"${paths.join(' ')}"`;
  const wanted = most === 0 ? 'only flags' : most === 1 ? 'one path' : 'at least one path';
  throw usageError(
    `postroom ${name} got ${got}; expected ${wanted}. Usage: postroom ${name} ${commands[name]?.usage}`,
  );
}

/** A folder that is not mounted would become a file. */
function assertNamesFile(name: FileCommand, paths: readonly string[]): void {
  const wrong = paths.find((path) => path === '-' || /.[/\\]$/.test(path));
  if (wrong === undefined) return;
  const what = wrong === '-' ? 'a stream' : 'a folder';
  throw usageError(
    `postroom ${name} got "${wrong}", which is ${what}; expected the path of a file. Usage: postroom ${name} ${commands[name]?.usage}`,
  );
}

function checkWords(name: string, words: readonly string[]): string {
  const joined = words.join(' ').trim();
  if (joined !== '') return joined;
  throw usageError(
    `postroom ${name} got nothing to look for; expected an address, a domain, a Message-ID or words of a subject. Usage: postroom ${name} ${commands[name]?.usage}`,
  );
}

function parseFlags(
  name: string,
  options: Options,
  words: string[],
): { flags: Flags; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { ...options, ...help },
      allowPositionals: true,
      strict: true,
    });
    const flags = Object.fromEntries(Object.entries(values).map(([flag, value]) => [flag, String(value)]));
    assertNotEmpty(name, flags);
    return { flags, positionals };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw usageError(
      `${describeSplitFailure(cause as Error)}. Usage: postroom ${name} ${commands[name]?.usage}`,
    );
  }
}

/** A variable of a script that is not set, where it would mean something else: an empty host is every address of the machine. */
function assertNotEmpty(name: string, flags: Flags): void {
  const empty = Object.keys(flags).find((flag) => flags[flag] === '');
  if (empty === undefined) return;
  throw usageError(`--${empty} is empty; expected a value. Usage: postroom ${name} ${commands[name]?.usage}`);
}

/** What node says of words that it cannot split into flags and values, in one sentence. */
function describeSplitFailure({ message }: Error): string {
  const [first = ''] = message.split(/\.\s/);
  if (!first.endsWith("' argument is ambiguous")) return first;
  const flag = first.split("'")[1];
  return `${flag} is followed by a word with a dash; expected its value, which is written ${flag}=-… where it begins with a dash`;
}

const userActions: readonly UserAction[] = ['add', 'list', 'password', 'disable', 'reset-factor'];
const tokenActions: readonly TokenAction[] = ['add', 'list', 'revoke'];
const keyActions: readonly KeyAction[] = ['set', 'change', 'remove'];
const keptActions: readonly KeptAction[] = ['list', 'verify'];
const actions = wordTable<readonly string[]>({
  user: userActions,
  token: tokenActions,
  key: keyActions,
  kept: keptActions,
  config: ['dump'],
  completion: shells,
});

function listCompleted(): CompletedCommand[] {
  return Object.entries(commands).map(([name, { summary, options }]) => ({
    name,
    summary,
    actions: actions[name] ?? [],
    flags: Object.entries<Options[string]>({ ...options, ...help }).map(([flag, { type }]) => ({
      name: flag,
      takesValue: type === 'string',
    })),
  }));
}

function readAction<Action extends string>(
  name: string,
  actions: readonly Action[],
  [action, ...more]: string[],
): Action {
  const known = actions.find((candidate) => candidate === action);
  if (known !== undefined && more.length === 0) return known;
  throw usageError(
    `postroom ${name} got "${[action, ...more].join(' ')}"; expected one of ${actions.join(', ')}.`,
  );
}

function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return `Postroom turns Microsoft 365 mailboxes into a ticket queue.\n\nUsage: postroom COMMAND [FLAGS]\n\n${rows.join('\n')}\n\npostroom COMMAND --help lists its flags.\n`;
}
