import { basename } from 'node:path';
import { importsOf, type Rule, type SourceFile, withoutComments } from './architecture.ts';

const longest = 300;
const usualLength = 100;

export const environmentIsReadInConfigAlone: Rule = (files) =>
  without(
    files,
    /^src\/config\.ts$/,
    /\bprocess\.env\b|\{[^}]*\benv\b[^}]*\}\s*from\s*'node:process'/,
    'reads the environment',
  );

export const onlyWiringEndsTheProcess: Rule = (files) =>
  without(
    files,
    /^src\/[^/]+$|^src\/(sandbox|commands|threads|demo)\//,
    /\bprocess\.exit\(/,
    'ends the process',
  );

export const theDomainIsPure: Rule = (files) => {
  const domain = files.filter((file) => file.path.startsWith('src/domain/'));
  const impure = /^node:(?!crypto$|util$|buffer$|url$|path$)/;
  return [
    ...without(
      domain,
      /^$/,
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/,
      'asks a clock or a die',
    ),
    ...domain.flatMap((file) =>
      importsOf(file)
        .filter((name) => impure.test(name))
        .map((name) => `${file.path} does I/O through ${name}`),
    ),
  ];
};

export const nothingIsADefaultExport: Rule = (files) =>
  without(files, /\.d\.ts$/, /^\s*export\s+default\b|\bas\s+default\b/m, 'has a default export');

export const thereAreNoBarrels: Rule = (files) =>
  files.flatMap((file) => {
    const code = withoutComments(file.text).trim();
    const rest = code
      .replace(/export\s+(type\s+)?(\*|\{[^}]*\})(\s+as\s+\w+)?\s*(from\s*'[^']+')?;?/g, '')
      .trim();
    const isBarrel =
      (code !== '' && rest === '' && code.includes('from')) || /^index\.tsx?$/.test(basename(file.path));
    return isBarrel || /^\s*export\s+\*/m.test(code) ? [`${file.path} is a barrel`] : [];
  });

export const namesSayWhatThingsHold: Rule = (files) =>
  files.flatMap((file) => {
    const words = file.path.replace(/\.\w+$/, '').split(/[/-]/);
    const vague = words.filter((word) =>
      /^(utils?|helpers?|misc|common|managers?|services?|handlers?)$/i.test(word),
    );
    const declared =
      /\b(?:class|interface|type|function|const|let)\s+(\w+(?:Manager|Service|Handler|Utils?|Helpers?))\b/g;
    const names = [...withoutComments(file.text).matchAll(declared)].map((match) => match[1] ?? '');
    const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.tsx?$/.test(basename(file.path));
    return [...vague, ...names, ...(isKebab ? [] : ['a name that is not kebab-case'])].map(
      (name) => `${file.path}: ${name}`,
    );
  });

export const filesAreShort: Rule = (files) => {
  const lengths = files.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  return [
    ...files
      .filter(({ text }) => text.split('\n').length - 1 > longest)
      .map(({ path }) => `${path} has more than ${longest} lines`),
    ...(median > usualLength ? [`the median file has ${median} lines`] : []),
  ];
};

export const failuresAreNotSwallowed: Rule = (files) =>
  without(
    files,
    /^$/,
    /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}|\.catch\(\s*(?:async\s*)?(?:\(\w*\)|\w+)\s*=>\s*\{\s*\}\s*\)/,
    'swallows a failure',
  );

/** Three words with blanks between them within quotes: what a person reads, and no code. */
const sentence = String.raw`(['"\`])(?=[^'"\`\n]*[A-Za-z]+,? [A-Za-z]+,? [A-Za-z0-9#])[^'"\`\n]*`;
const kept = 'because|explanation|message|reason|serverReply|words';

/**
 * What happened is kept as codes with facts: a text that is stored cannot be told apart, translated or changed any more.
 * Left out are texts that are shown or offered at once, and what reads the words of older versions.
 */
export const sentencesAreNeitherStoredNorCompared: Rule = (files) => {
  const inner = files.filter(({ path }) => /^src\/(desk|domain)\//.test(path));
  const shown =
    /^src\/domain\/(filters\/filter-examples|mail-account)\.ts$|^src\/desk\/channels\/configure-channel\.ts$/;
  return [
    ...without(inner, shown, new RegExp(`\\b(?:${kept})\\s*:\\s*${sentence}`), 'stores a sentence'),
    ...without(
      inner,
      shown,
      new RegExp(`\\b(?:because|explanation|reason|words)\\s*=\\s*${sentence}`),
      'stores a sentence',
    ),
    ...without(
      inner,
      /^src\/domain\/facts\/old-/,
      new RegExp(`(?:[!=]==\\s*|\\bcase\\s+|\\.(?:startsWith|endsWith|includes)\\(\\s*)${sentence}`),
      'compares a sentence',
    ),
    ...without(
      inner,
      /^src\/domain\/facts\/old-/,
      new RegExp(`/[^/\\n]*[a-z] [^/\\n]*/[a-z]*\\.(?:test|exec)\\([\\w.?]*\\.(?:${kept})\\b`),
      'compares a sentence',
    ),
  ];
};

const forbiddenMarkup: readonly (readonly [RegExp, string])[] = [
  [/\bhx-on\b/, 'uses hx-on, which needs eval'],
  [/["'`]\s*(?:js|javascript):/i, 'has a script in an attribute'],
  [/hx-trigger=(?:"[^"]*\[|'[^']*\[|\{[^}]*\[)/, 'filters a trigger, which needs eval'],
  [/hx-(?:vals|headers)=(?:"|'|\{[`'"])\s*js:/, 'has a script in an attribute'],
  [/\sstyle=/, 'has an inline style'],
  [/<style\b/, 'has an inline style'],
  [/<script\b(?![^>]*\bsrc=)/, 'has an inline script'],
  [/\son[A-Za-z]+=/, 'has a script in an attribute'],
];

/** The content security policy forbids them, so they would do nothing or worse. */
export const viewsHoldNoScripts: Rule = (files) =>
  forbiddenMarkup.flatMap(([pattern, what]) =>
    without(
      files.filter((file) => file.path.endsWith('.tsx')),
      /^$/,
      pattern,
      what,
    ),
  );

/** An object that is spread where its fields could stand saves lines, and hides what is passed. */
export const fieldsStandAlone: Rule = (files) =>
  without(files, /^$/, /(?<!\{)\.\.\.\{/, 'packs fields into a spread object: write them one by one');

/** Whatever every object inherits, such as `constructor`, is found in a literal by whoever may choose the word. */
export const tablesHoldTheirRowsAlone: Rule = (files) =>
  without(
    files,
    /^src\/sandbox\//,
    /^(?:export )?const \w+: (?:Readonly<|Partial<)*Record<string,.*= \{/m,
    'has a table by words that is a plain object: expected wordTable (domain/word-table)',
  );

function without(files: readonly SourceFile[], except: RegExp, pattern: RegExp, what: string): string[] {
  return files
    .filter((file) => !except.test(file.path) && pattern.test(withoutComments(file.text)))
    .map((file) => `${file.path} ${what}`);
}
