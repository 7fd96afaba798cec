import { posix } from 'node:path';

/** A file of src/ or views/, by its path from the project's root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** @returns one sentence for each place that breaks the rule. */
export type Rule = (files: readonly SourceFile[]) => string[];

const everything = ['*'];

/** Layer → layers it may import beside itself. What stands in src/ itself and is not listed wires the program. */
const mayImport: Record<string, readonly string[]> = {
  errors: [],
  log: ['errors'],
  config: ['errors', 'log'],
  scheduler: ['errors', 'log'],
  sea: ['errors'],
  authorities: [],
  x509: [],
  domain: ['errors'],
  mail: ['domain', 'authorities', 'errors', 'log'],
  microsoft: ['domain', 'authorities', 'x509', 'errors', 'log'],
  // The native addon is an asset of the executable.
  db: ['domain', 'errors', 'sea', 'migrations'],
  desk: ['domain', 'mail', 'microsoft', 'db', 'errors', 'log'],
  web: ['desk-client', 'db', 'views', 'domain', 'errors', 'log'],
  views: ['domain'],
  sandbox: ['x509', 'errors', 'log'],
  'desk-client': everything,
  wiring: everything,
};

const owners: readonly { readonly packages: RegExp; readonly layers: readonly string[] }[] = [
  { packages: /^(imapflow|mailparser|sanitize-html|htmlparser2|postal-mime)(\/|$)/, layers: ['mail'] },
  { packages: /^nodemailer(\/|$)/, layers: ['mail'] },
  { packages: /^@azure\/msal-node(\/|$)/, layers: ['microsoft'] },
  { packages: /^(drizzle-orm|@libsql\/client|libsql)(\/|$)/, layers: ['db'] },
  { packages: /^hono\/(jsx|html)(\/|$)/, layers: ['views', 'web', 'sandbox'] },
  { packages: /^hono(\/(?!(jsx|html)(\/|$))|$)/, layers: ['web', 'sandbox'] },
  { packages: /^smtp-server(\/|$)/, layers: ['sandbox'] },
  { packages: /^@peculiar\/x509(\/|$)/, layers: ['x509', 'microsoft', 'sandbox'] },
  { packages: /^node:sea$/, layers: ['sea'] },
];

const sandboxUsers = /^src\/(main\.ts|demo\/[a-z-]+\.ts)$/;

/** Rooms of src/ that wire the program, as what stands in src/ itself does. */
const wiringRooms = ['commands', 'threads', 'demo'];

export const layersImportOnlyWhatTheyMay: Rule = (files) =>
  files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const from = layerOf(file.path);
      if (!specifier.startsWith('.'))
        return isPackageAllowed(from, specifier) ? [] : [`${file.path} imports ${specifier}`];
      const target = resolveImport(file, specifier);
      const to = layerOf(target);
      if (to === 'sandbox' && from !== 'sandbox') {
        return sandboxUsers.test(file.path) ? [] : [`${file.path} imports the sandbox (${target})`];
      }
      const allowed = mayImport[from] ?? [];
      const isAllowed = to === from || allowed === everything || allowed.includes(to);
      return isAllowed ? [] : [`${file.path} (${from}) imports ${target} (${to})`];
    }),
  );

export const nothingImportsInACircle: Rule = (files) => {
  const graph = new Map(files.map((file) => [file.path, localImports(file)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`circle: ${[...trail.slice(start), path].join(' → ')}`);
    if (start >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
};

export const everyImportIsThere: Rule = (files) => {
  const there = new Set(files.map((file) => file.path));
  return files.flatMap((file) =>
    localImports(file)
      .filter((target) => /\.tsx?$/.test(target) && !there.has(target))
      .map((target) => `${file.path} imports ${target}, which is not there`),
  );
};

/** @returns what a file imports or re-exports, types too, as written. */
export function importsOf({ text }: SourceFile): string[] {
  const code = withoutComments(text);
  const statements = code.matchAll(/^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*'([^']+)'/gm);
  const calls = code.matchAll(/\bimport\(\s*'([^']+)'/g);
  return [...statements, ...calls].map((match) => match[1] ?? '');
}

/** @returns the code with its comments blanked; strings that look like comments (`'https://…'`) stay. */
export function withoutComments(text: string): string {
  const token =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/[^\n]*/g;
  return text.replace(token, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found));
}

function layerOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  if (top !== 'src') return top;
  if (path === 'src/threads/desk-client.ts') return 'desk-client';
  const name = second.replace(/\.tsx?$/, '');
  const isRootFile = name !== second;
  return wiringRooms.includes(name) || (isRootFile && !(name in mayImport)) ? 'wiring' : name;
}

function isPackageAllowed(layer: string, specifier: string): boolean {
  const owner = owners.find(({ packages }) => packages.test(specifier));
  if (owner === undefined) return true;
  return owner.layers.includes(layer) || (layer === 'wiring' && specifier !== 'node:sea');
}

function localImports(file: SourceFile): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolveImport(file, specifier));
}

function resolveImport(file: SourceFile, specifier: string): string {
  return posix.join(posix.dirname(file.path), specifier.replace(/\?(text|packed)$/, ''));
}
