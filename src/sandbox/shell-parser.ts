import { AppError } from '../errors.ts';

/** One command of a PowerShell line. */
export interface ShellCommand {
  name: string;
  /** By lower-case name; a switch has the value `$true`. */
  parameters: ReadonlyMap<string, string>;
}

interface ShellToken {
  kind: 'word' | 'literal' | 'end';
  text: string;
}

/**
 * Reads what Postroom prints: commands with named parameters, literals in single or double quotes, `;`, lines, comments.
 * @throws AppError invalid for anything else: variables, pipes into other commands, sub-expressions
 */
export function parseShell(script: string): ShellCommand[] {
  const commands: { name: string; parameters: Map<string, string> }[] = [];
  let current: (typeof commands)[number] | undefined;
  let parameter: string | undefined;
  const close = () => {
    if (parameter !== undefined) current?.parameters.set(parameter, '$true');
    parameter = undefined;
  };
  for (const { kind, text } of splitShell(script)) {
    if (kind === 'end') {
      close();
      current = undefined;
    } else if (current === undefined) {
      current = { name: text, parameters: new Map() };
      commands.push(current);
    } else if (kind === 'word' && text.startsWith('-')) {
      close();
      const [name = '', value] = text.slice(1).toLowerCase().split(':');
      if (value === undefined) parameter = name;
      else current.parameters.set(name, value);
    } else if (parameter === undefined) {
      throw new AppError('invalid', `${current.name}: "${text}" belongs to no parameter.`);
    } else {
      current.parameters.set(parameter, text);
      parameter = undefined;
    }
  }
  close();
  return commands;
}

const token =
  /(?<space>[^\S\r\n]+)|(?<comment>#[^\r\n]*)|(?<end>[\r\n;]+)|'(?<single>(?:[^'\r\n]|'')*)'|"(?<double>[^"\r\n`$]*)"|(?<word>[^\s'";#|`()]+)/y;

function splitShell(script: string): ShellToken[] {
  const found: ShellToken[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < script.length) {
    const at = token.lastIndex;
    const groups = token.exec(script)?.groups;
    if (groups === undefined)
      throw new AppError('invalid', `PowerShell cannot be read here: ${script.slice(at, at + 40)}`);
    const { end, single, double, word } = groups;
    if (end !== undefined) found.push({ kind: 'end', text: end });
    else if (single !== undefined) found.push({ kind: 'literal', text: single.replaceAll("''", "'") });
    else if (double !== undefined) found.push({ kind: 'literal', text: double });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
  }
  return found;
}
