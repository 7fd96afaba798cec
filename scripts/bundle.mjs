// The esbuild settings that the executable, the tests and the benchmarks share.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describeLicences } from './licences.mjs';

/**
 * Source files that a thread or a process of their own begins with. The first is the executable's main script, which runs
 * one of the others: each is embedded as the asset `<name>.js`.
 */
export const entries = [
  'src/main.ts',
  'src/program.ts',
  'src/threads/parser-process.ts',
  'src/threads/desk-thread.ts',
  'src/threads/file-thread.ts',
  'src/threads/reader-thread.ts',
];

/**
 * They hold for each process and each of its threads. The young generation of V8 would grow to 48 MB before it is looked
 * through; a smaller one takes no measurable time, and 50 MB less while mail is imported. The other limit is far above what
 * any part needs; the nearer it is, the sooner V8 looks through what is old. None may be one that V8 compares before it takes
 * compiled code: Node would compile its own modules anew at each start, so src/late-options.ts says later what is one. Of V8's
 * own threads there are as many as the machine has processors to spare: Node's four stood in each other's way on two.
 */
export const v8Options = [
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  '--max-old-space-size=1024',
  '--v8-pool-size=0',
];

/** Stack traces name lines of the source, for which each process and thread reads megabytes as it starts. */
export const sourceOption = '--enable-source-maps';

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node26',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  loader: { '.sql': 'text', '.css': 'text', '.svg': 'text' },
  logLevel: 'warning',
};

/** `import css from './x.css?text'`: the file's text, also for scripts that must not be bundled and for packages that stay outside. */
const textImports = {
  name: 'text-imports',
  setup(api) {
    api.onResolve({ filter: /\?text$/ }, ({ path, resolveDir }) => {
      const file = path.slice(0, -'?text'.length);
      const folder = file.startsWith('.') ? resolveDir : 'node_modules';
      return { path: resolve(folder, file), namespace: 'text-import' };
    });
    api.onLoad({ filter: /.*/, namespace: 'text-import' }, async ({ path }) => {
      return { contents: await readFile(path, 'utf8'), loader: 'text' };
    });
  },
};

/**
 * `import { assets } from './bundles.json?packed'`: each asset's text and the same with brotli and gzip, so that the program
 * compresses nothing that is the same for everybody.
 */
const packedImports = {
  name: 'packed-imports',
  setup(api) {
    api.onResolve({ filter: /\?packed$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice(0, -'?packed'.length)),
      namespace: 'packed-import',
    }));
    api.onLoad({ filter: /.*/, namespace: 'packed-import' }, async ({ path }) => {
      const lists = Object.entries(JSON.parse(await readFile(path, 'utf8')));
      const assets = await Promise.all(lists.map(([name, files]) => packAsset(dirname(path), name, files)));
      return { contents: `export const assets = { ${assets.join(',\n')} };`, loader: 'js' };
    });
  },
};

/** @param {string[]} files beside the list, or of a package */
async function packAsset(folder, name, files) {
  const find = (file) => (file.includes('/') ? resolve('node_modules', file) : join(folder, file));
  const texts = await Promise.all(files.map((file) => readFile(find(file), 'utf8')));
  const text = texts.join(name.endsWith('.js') ? '\n;\n' : '\n');
  const bytes = (compressed) => `Uint8Array.fromBase64('${compressed.toString('base64')}')`;
  const fields = [
    `text: ${JSON.stringify(text)}`,
    `brotli: ${bytes(brotliCompressSync(text))}`,
    `gzip: ${bytes(gzipSync(text, { level: 9 }))}`,
  ];
  return `${JSON.stringify(name)}: { ${fields.join(', ')} }`;
}

/** `libsql` finds its native addon through node_modules; in the executable src/db/native-addon.ts loads it. */
const embeddedAddon = {
  name: 'embedded-addon',
  setup(api) {
    api.onLoad({ filter: /node_modules[/\\]libsql[/\\](index|promise)\.js$/ }, async (args) => {
      const source = await readFile(args.path, 'utf8');
      const loader = JSON.stringify(resolve('src/db/care/native-addon.ts'));
      const contents = source
        .replace(/const \{ load, currentTarget \} = require\("@neon-rs\/load"\);/, '')
        .replace(/const \{ familySync, GLIBC, MUSL \} = require\("detect-libc"\);/, '')
        .replace(/function requireNative\(\) \{[\s\S]*?\n\}\n/, '')
        .replace('= requireNative();', `= require(${loader}).nativeAddon;`);
      const isReplaced = contents.includes('.nativeAddon;') && !/currentTarget|requireNative/.test(contents);
      if (!isReplaced) return { errors: [{ text: 'libsql loads its native addon in a new way' }] };
      return { contents, loader: 'js' };
    });
  },
};

/**
 * Drizzle asks of every column of every row which of its classes it is, by a walk along the classes: a twelfth of the web
 * thread's time with many viewers. The answer is the same for all objects of one class.
 */
const rememberedKinds = {
  name: 'remembered-kinds',
  setup(api) {
    api.onLoad({ filter: /node_modules[/\\]drizzle-orm[/\\]entity\.js$/ }, async (args) => {
      const source = await readFile(args.path, 'utf8');
      const contents = source.replace(
        'function is(value, type) {',
        `${isOfKind}\nfunction walkKinds(value, type) {`,
      );
      if (contents === source)
        return { errors: [{ text: 'drizzle-orm tells its classes apart in a new way' }] };
      return { contents, loader: 'js' };
    });
  },
};

/** Of the same object it asks several times in a row. */
const isOfKind = `const kinds = new WeakMap();
let last;
let lastAnswers;
function is(value, type) {
  if (!value || typeof value !== 'object') return false;
  const own = Object.getPrototypeOf(value)?.constructor;
  if (typeof own !== 'function') return walkKinds(value, type);
  let answers = own === last ? lastAnswers : kinds.get(own);
  if (answers === undefined) kinds.set(own, (answers = new Map()));
  last = own;
  lastAnswers = answers;
  let answer = answers.get(type);
  if (answer === undefined) answers.set(type, (answer = walkKinds(value, type)));
  return answer;
}`;

/**
 * libSQL's client finds out whether a statement gives rows by an error that is thrown where it gives none, and asks for its
 * columns twice: a twentieth of the time of what writes.
 */
const quickStatements = {
  name: 'quick-statements',
  setup(api) {
    api.onLoad({ filter: /@libsql[/\\]client[/\\]lib-esm[/\\]sqlite3\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source
        .replace(/let returnsData = true;\s+try \{\s+sqlStmt\.raw\(true\);\s+\}\s+catch \{[^}]*\}/, knowsRows)
        .replace(
          'const columns = Array.from(sqlStmt.columns().map(',
          'const described = sqlStmt.columns();\n$&',
        )
        .replaceAll('Array.from(sqlStmt.columns().map(', 'Array.from(described.map(');
      if (!contents.includes(knowsRows) || contents.match(/described/g)?.length !== 3)
        return { errors: [{ text: '@libsql/client runs its statements in a new way' }] };
      return { contents, loader: 'js' };
    });
  },
};

const knowsRows = 'const returnsData = sqlStmt.reader;\nif (returnsData) sqlStmt.raw(true);';

/**
 * htmlparser2 asks for each character what state it is in; in a text and in a quoted value nothing happens until the
 * next of two characters. That was a twentieth of the time of reading mail.
 */
const quickTokenizer = {
  name: 'quick-tokenizer',
  setup(api) {
    const own = resolve('node_modules/htmlparser2/dist/Tokenizer.js');
    api.onLoad({ filter: /htmlparser2[/\\]dist[/\\]Tokenizer\.js$/ }, async ({ path }) => {
      if (path !== own) return undefined;
      const source = await readFile(path, 'utf8');
      const contents = source
        .replace('stateText(c) {', `stateText(c) {\nif (this.skips(c, CharCodes.Lt)) return;`)
        .replace(
          'handleInAttributeValue(c, quote) {',
          'handleInAttributeValue(c, quote) {\nif (this.skips(c, quote)) return;',
        )
        .replace('shouldContinue() {', `${skips}\nshouldContinue() {`);
      if (contents.match(/this\.skips\(/g)?.length !== 2 || !contents.includes(skips))
        return { errors: [{ text: 'htmlparser2 reads texts in a new way' }] };
      return { contents, loader: 'js' };
    });
  },
};

/** The caller moves on by one more. */
const skips = `skips(c, end) {
  if (!this.decodeEntities || c === end || c === CharCodes.Amp) return false;
  const { buffer, offset } = this;
  const { length } = buffer;
  let at = this.index - offset + 1;
  for (; at < length; at++) {
    const next = buffer.charCodeAt(at);
    if (next === end || next === CharCodes.Amp) break;
  }
  this.index = at + offset - 1;
  return true;
}`;

/**
 * htmlparser2 keeps the open elements with the innermost first, and moves all others for each that comes or goes: of 100,000
 * that stand in each other, seven seconds. Whether one of a name is open it finds out by looking at all.
 */
const quickNesting = {
  name: 'quick-nesting',
  setup(api) {
    const own = resolve('node_modules/htmlparser2/dist/Parser.js');
    api.onLoad({ filter: /htmlparser2[/\\]dist[/\\]Parser\.js$/ }, async ({ path }) => {
      if (path !== own) return undefined;
      const source = await readFile(path, 'utf8');
      const contents = nestingCalls.reduce((text, [from, to]) => text.replaceAll(from, to), source);
      const isLeft =
        /this\.(?:stack|foreignContext)(?:\[|\.(?:length = |indexOf|unshift|shift|includes))/.test(contents);
      if (isLeft || contents.match(/new OpenElements/g)?.length !== 2)
        return { errors: [{ text: 'htmlparser2 keeps open elements in a new way' }] };
      return { contents: `${contents}\n${openElements}`, loader: 'js' };
    });
  },
};

const nestingCalls = [
  ['    stack = [];', '    stack = new OpenElements();'],
  ['this.stack.length = 0;', 'this.stack = new OpenElements();'],
  ['this.stack.includes(', 'this.stack.has('],
  ['this.stack.indexOf(', 'this.stack.findDepth('],
  ['this.stack[0]', 'this.stack.at(0)'],
  ['this.stack[index]', 'this.stack.at(index)'],
  ['this.stack.unshift(', 'this.stack.push('],
  ['this.stack.shift()', 'this.stack.pop()'],
  ['this.foreignContext[0]', 'this.foreignContext.at(-1)'],
  ['this.foreignContext.length = 0;', 'this.foreignContext = [];'],
  ['this.foreignContext.unshift(', 'this.foreignContext.push('],
  ['this.foreignContext.shift()', 'this.foreignContext.pop()'],
];

/** Depths are counted from the innermost, which is 0. */
const openElements = `class OpenElements {
  names = [];
  counts = new Map();
  get length() { return this.names.length; }
  at(depth) { return this.names[this.names.length - 1 - depth]; }
  has(name) { return this.counts.has(name); }
  findDepth(name) { return this.has(name) ? this.names.length - 1 - this.names.lastIndexOf(name) : -1; }
  push(name) {
    this.names.push(name);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
  pop() {
    const name = this.names.pop();
    const count = this.counts.get(name) - 1;
    if (count === 0) this.counts.delete(name);
    else this.counts.set(name, count);
    return name;
  }
}`;

/** Zod says what is wrong in some fifty languages, 300 kB of them; here it is asked for English only. */
const englishAlone = {
  name: 'english-alone',
  setup(api) {
    api.onLoad({ filter: /node_modules[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
      loader: 'js',
    }));
  },
};

/** What a checkout and the executable are both made with. */
const everywhere = [
  textImports,
  packedImports,
  rememberedKinds,
  quickStatements,
  quickTokenizer,
  quickNesting,
  englishAlone,
];

/**
 * An ES module that imports `node:http` gets a copy of all its names, and one of them loads Node's whole `fetch`: 35 ms of
 * each thread's start. What asks for the module itself reads only the names that it uses.
 */
const plainHttp = {
  name: 'plain-http',
  setup(api) {
    api.onResolve({ filter: /^(?:node:)?http$/ }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'node:http', namespace: 'plain-http' },
    );
    api.onLoad({ filter: /.*/, namespace: 'plain-http' }, () => ({
      contents: "module.exports = process.getBuiltinModule('node:http');",
      loader: 'js',
    }));
  },
};

/** What a checkout's bundles load from node_modules: the native addon, and tools that look for files beside them. */
const external = ['libsql', 'playwright-core', 'esbuild', '@stdlib/*'];

/** Where chunks are shared, `import()` of a package in CommonJS would give nothing but its default. */
const alias = { '@peculiar/x509': './node_modules/@peculiar/x509/build/x509.es.js' };

/** Packages written in CommonJS ask for Node's own modules this way. */
const requireBanner =
  "import { createRequire as nodeCreateRequire } from 'node:module'; const require = nodeCreateRequire(import.meta.url);";

/**
 * Bundles `files` and the program's entries as ES modules for a checkout that has node_modules. Packages go
 * into shared chunks: found file by file, they would cost each process and thread seconds. Text imports (`?text`) and `__LIB__` (where sibling bundles lie) work as in the executable.
 * What `files` share falls into hundreds of chunks, so the program has chunks of its own: its threads load in half the time.
 * The desk's thread, which begins anew with each desk, is one file without what nobody reads: two thirds of the time again.
 * @param {string[]} files @param {string} outdir an absolute folder @param options of the processes that the program starts
 */
export async function bundleForCheckout(files, outdir, { program = entries, options = [sourceOption] } = {}) {
  const nodeOptions = [...v8Options, ...options];
  const isWhole = (entry) => wholeEntries.includes(entry);
  await Promise.all([
    bundleInChunks(files, outdir, nodeOptions),
    bundleInChunks(
      program.filter((entry) => !isWhole(entry)),
      outdir,
      nodeOptions,
    ),
    bundleInChunks(program.filter(isWhole), outdir, nodeOptions, {
      splitting: false,
      minifyWhitespace: true,
      minifySyntax: true,
    }),
  ]);
  writeSiblings(outdir, 'checkout', []);
}

const wholeEntries = ['src/threads/desk-thread.ts'];

function bundleInChunks(entryPoints, outdir, nodeOptions, further = {}) {
  return build({
    ...shared,
    entryPoints,
    outdir,
    outbase: '.',
    format: 'esm',
    splitting: true,
    external,
    alias,
    banner: { js: requireBanner },
    sourcemap: 'linked',
    sourcesContent: false,
    define: { __LIB__: JSON.stringify(outdir), __NODE_OPTIONS__: JSON.stringify(nodeOptions) },
    plugins: [...everywhere, plainHttp],
    ...further,
  });
}

/**
 * Bundles every entry as one script with all packages inside, and writes the texts that go beside them.
 * @param {string} outdir an absolute folder @param {string} target such as linux-x64
 * @returns {Promise<{main: string, assets: Record<string, string>}>} absolute paths by asset name
 */
export async function bundleForExecutable(outdir, target, entryPoints = entries) {
  mkdirSync(outdir, { recursive: true });
  const result = await build({
    ...shared,
    entryPoints,
    outdir,
    entryNames: '[name]',
    format: 'iife',
    metafile: true,
    define: { __LIB__: '""', __NODE_OPTIONS__: '[]' },
    // What need not be read need not be kept: names and lines stay for the stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    legalComments: 'none',
    plugins: [...everywhere, embeddedAddon],
  });
  const assets = writeSiblings(outdir, target, Object.keys(result.metafile.inputs));
  for (const name of entryPoints.map((entry) => `${basename(entry, '.ts')}.js`)) {
    assets[name] = join(outdir, name);
    writeFileSync(assets[name], toAscii(readFileSync(assets[name], 'utf8')));
  }
  return { main: assets['main.js'], assets };
}

/** esbuild leaves other characters in regular expressions, where an escape means the same. */
function toAscii(code) {
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The texts that src/sea.ts's readSibling finds: version.json and THIRD-PARTY.txt. */
function writeSiblings(outdir, target, inputs) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const libsql = JSON.parse(readFileSync('node_modules/libsql/package.json', 'utf8')).version;
  const facts = { version, target, node: process.version.slice(1), libsql };
  const texts = { 'version.json': JSON.stringify(facts), 'THIRD-PARTY.txt': describeLicences(inputs) };
  mkdirSync(outdir, { recursive: true });
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(outdir, name), text);
  return Object.fromEntries(Object.keys(texts).map((name) => [name, join(outdir, name)]));
}
