/** What a shell offers behind the name of a command. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** Such as `add` and `list`. */
  readonly actions: readonly string[];
  /** Without dashes. */
  readonly flags: readonly { readonly name: string; readonly takesValue: boolean }[];
}

export const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** @returns a script that the shell reads, and by which it completes commands, actions, flags and files */
export function writeCompletion(shell: Shell, commands: readonly CompletedCommand[]): string {
  if (shell === 'bash') return bash(commands);
  if (shell === 'fish') return fish(commands);
  const start = [
    '(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }',
    'autoload -Uz bashcompinit && bashcompinit',
  ];
  return `${start.join('\n')}\n${bash(commands)}`;
}

function bash(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, actions, flags }) => {
    const words = [...actions, ...flags.map((flag) => `--${flag.name}`)];
    return `    ${name}) words="${words.join(' ')}" ;;`;
  });
  return `_postroom() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  case "$word" in
    -*) ;;
    *) COMPREPLY+=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _postroom postroom
`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, summary, actions, flags }) => {
    const within = `complete -c postroom -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c postroom -n __fish_use_subcommand -f -a ${name} -d '${summary.replaceAll("'", "\\'")}'`,
      ...(actions.length === 0 ? [] : [`${within} -f -a '${actions.join(' ')}'`]),
      ...flags.map((flag) => `${within} -l ${flag.name}${flag.takesValue ? ' -r' : ''}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}
