import { type Environment, readConfig, usageError } from '../config.ts';
import type { ListedToken } from '../desk/people/api-tokens.ts';
import { isTokenScope, mostTokenDays, type TokenScope, tokenScopes } from '../domain/token-scope.ts';
import { askDesk } from './ask-desk.ts';
import type { CommandLine, Flags } from './command-line.ts';
import type { ControlCommand } from './control-socket.ts';
import { type Terminal, toOneLine } from './terminal.ts';

/** API tokens of users. What `add` prints on standard output is the token, which is not shown again. @returns the exit code */
export async function runToken(
  { action, flags }: Extract<CommandLine, { command: 'token' }>,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  const [command, input] = readRequest(action, flags);
  const value = await askDesk(config, command, input, 'have tokens of');
  if (action === 'add') terminal.stdout.write(`${(value as { token: string }).token}\n`);
  else if (action === 'revoke') terminal.stdout.write(`Ended the token ${flags.name} of ${flags.user}.\n`);
  else terminal.stdout.write((value as ListedToken[]).map(describe).join(''));
  return 0;
}

function readRequest(action: string, flags: Flags): [ControlCommand, unknown] {
  if (action === 'list') return ['listApiTokensOf', { email: flags.user ?? '' }];
  const { user, name } = flags;
  if (user === undefined || name === undefined) {
    const missing = user === undefined ? '--user' : '--name';
    throw usageError(`postroom token ${action} needs ${missing}; expected --user E --name N.`);
  }
  if (action === 'revoke') return ['revokeApiTokenOf', { email: user, name }];
  const scopes = flags.scopes === undefined ? {} : { scopes: readScopes(flags.scopes) };
  const groups = flags.groups === undefined ? {} : { groups: splitList('groups', flags.groups) };
  const days = flags.days === undefined ? {} : { days: readDays(flags.days) };
  return ['createApiTokenFor', { email: user, name, ...scopes, ...groups, ...days }];
}

function readScopes(text: string): TokenScope[] {
  return splitList('scopes', text).map((scope) => {
    if (isTokenScope(scope)) return scope;
    throw usageError(`There is no scope "${scope}"; expected some of ${tokenScopes.join(', ')}.`);
  });
}

function readDays(text: string): number {
  const days = Number(text);
  if (/^\d{1,5}$/.test(text) && days >= 1 && days <= mostTokenDays) return days;
  throw usageError(`--days is "${text}"; expected a number of days from 1 to ${mostTokenDays}.`);
}

function splitList(flag: string, text: string): string[] {
  const words = text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  if (words.length > 0) return words;
  throw usageError(`--${flag} is "${text}"; expected names with commas between them.`);
}

function describe({ userEmail, name, scopes, state, expiresAt }: ListedToken): string {
  const until = String(expiresAt).slice(0, 10);
  return `${userEmail}\t${toOneLine(name)}\t${state}\tuntil ${until}\t${scopes.join(',')}\n`;
}
