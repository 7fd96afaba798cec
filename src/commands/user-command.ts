import { text } from 'node:stream/consumers';
import { type Environment, readConfig, usageError } from '../config.ts';
import { AppError } from '../errors.ts';
import { askDesk } from './ask-desk.ts';
import { askPassword } from './ask-password.ts';
import type { CommandLine, Flags } from './command-line.ts';
import type { ControlCommand } from './control-socket.ts';
import { type Terminal, toOneLine } from './terminal.ts';

type UserLine = Extract<CommandLine, { command: 'user' }>;

/** Users of this installation. @returns the exit code */
export async function runUserCommand(
  { action, flags }: UserLine,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  const [command, input] = await readRequest(action, flags, terminal);
  // The first user may come before the first start.
  const value = await askDesk(config, command, input, action === 'add' ? undefined : 'have users of');
  terminal.stdout.write(describe(command, value, flags));
  return 0;
}

async function readRequest(
  action: UserLine['action'],
  flags: Flags,
  terminal: Terminal,
): Promise<[ControlCommand, unknown]> {
  if (action === 'list') return ['listUsers', {}];
  const email = flags.email;
  if (email === undefined) throw usageError(`postroom user ${action} needs --email; expected an address.`);
  if (action === 'disable') return ['disableUser', { email }];
  if (action === 'reset-factor') return ['resetSecondFactor', { email }];
  const password = await readPassword(flags, terminal);
  if (action === 'password') return ['changePassword', { email, password }];
  const role = flags.role ?? 'agent';
  if (role !== 'admin' && role !== 'agent') throw usageError(`--role is "${role}"; expected admin or agent.`);
  return ['addUser', { email, name: flags.name ?? '', role, password }];
}

async function readPassword(flags: Flags, terminal: Terminal): Promise<string> {
  if (flags['password-stdin'] === undefined && terminal.stdin.isTTY) return askPassword(terminal);
  const password = (await text(terminal.stdin)).replace(/\r?\n$/, '');
  if (password !== '') return password;
  throw usageError(
    'No password came in; expected one on standard input: echo … | postroom user … --password-stdin',
  );
}

function describe(command: ControlCommand, value: unknown, flags: Flags): string {
  switch (command) {
    case 'listUsers':
      return (value as { email: string; role: string; name: string; isActive: boolean }[])
        .map(
          (user) =>
            `${user.email}\t${user.role}\t${user.isActive ? 'active' : 'disabled'}\t${toOneLine(user.name)}\n`,
        )
        .join('');
    case 'addUser':
      return `Added ${flags.email}.\n`;
    case 'changePassword':
      return `Changed the password of ${flags.email}; open sessions have ended.\n`;
    case 'resetSecondFactor':
      return `Took the second factor of ${flags.email} away; open sessions have ended.\n`;
    case 'disableUser':
      return `Disabled ${flags.email}; open sessions have ended.\n`;
    default:
      throw new AppError('internal', `"${command}" has no description.`);
  }
}
