import { RE2JS, RE2JSException } from 're2js';
import { AppError } from '../../errors.ts';

// RE2 takes time in proportion to the pattern's size times the text's length and never backtracks. Patterns come from
// admins, texts from strangers: both factors are bounded, so that one condition costs a few dozen milliseconds at most.

const longestPattern = 500;
/** Instructions of the compiled pattern; an ordinary one has 10 to 100. */
const largestProgram = 1000;
/** Instructions × characters: 20 to 50 ns each where every instruction has to be tried at every character. */
const mostSteps = 700_000;
const longestText = 100_000;
const mostKept = 500;

interface PatternMatch {
  /** Named groups that took part in the match. */
  readonly captures: Readonly<Record<string, string>>;
}

/**
 * Looks for the pattern anywhere in the texts, without regard to case; `^` and `$` also stand at line ends.
 * A complicated pattern is held against fewer characters: see `mostSteps`.
 * @throws AppError invalid when RE2 refuses the pattern
 */
export function findPattern(pattern: string, texts: readonly string[]): PatternMatch | undefined {
  const program = compilePattern(pattern);
  let allowance = Math.min(longestText, Math.floor(mostSteps / program.programSize()));
  for (const text of texts) {
    if (allowance <= 0) return undefined;
    const matcher = program.matcher(text.slice(0, allowance));
    if (matcher.find()) return { captures: withoutNull(matcher.getNamedGroups()) };
    allowance -= text.length;
  }
  return undefined;
}

/** @returns the names of the pattern's named groups. @throws AppError invalid with a sentence about what is wrong */
export function checkPattern(pattern: string): string[] {
  return Object.keys(compilePattern(pattern).namedGroups());
}

const compiled = new Map<string, RE2JS>();

function compilePattern(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (pattern.length > longestPattern) {
    throw new AppError('invalid', `The pattern is longer than ${longestPattern} characters.`);
  }
  const program = compile(pattern);
  if (program.programSize() > largestProgram) {
    throw new AppError('invalid', 'The pattern repeats too much: use smaller counts in {…}, or * and +.');
  }
  if (compiled.size >= mostKept) compiled.clear();
  compiled.set(pattern, program);
  return program;
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new AppError('invalid', explain(cause.message), { cause });
  }
}

/** RE2 names the part it does not take: "error parsing regexp: missing closing ): `(a`". */
function explain(message: string): string {
  // The flags we compile with stand before the pattern.
  const reason = message.replace(/^error parsing regexp: /, '').replace('(?m)(?i)', '');
  if (/`\(\?[=!<]/.test(reason)) {
    return 'Look-ahead and look-behind, (?=…), (?!…) and (?<=…), are not supported: patterns have to be fast on any mail.';
  }
  if (/invalid escape sequence: `\\\d/.test(reason)) {
    return 'References back to a group, such as \\1, are not supported: patterns have to be fast on any mail.';
  }
  return `The pattern cannot be read: ${reason}.`;
}

function withoutNull(groups: Record<string, string | null>): Record<string, string> {
  const found = Object.entries(groups).flatMap(([name, text]) => (text === null ? [] : [[name, text]]));
  return Object.fromEntries(found);
}
