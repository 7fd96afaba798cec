// The esbuild settings that the executable, the tests and the benchmarks share.
import { build } from 'esbuild';

/** Source files that start a thread or a process of their own. */
export const entries = ['src/main.ts', 'src/desk-thread.ts'];

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node26',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  loader: { '.sql': 'text', '.css': 'text', '.svg': 'text' },
  keepNames: true,
  sourcemap: 'linked',
  logLevel: 'warning',
};

/**
 * Bundles `files` and the program's entries as ES modules with packages left outside, for a checkout
 * that has node_modules. Text imports (`?text`) and `__LIB__` (where sibling bundles lie) work as in the executable.
 * @param {string[]} files @param {string} outdir an absolute folder
 */
export function bundleForCheckout(files, outdir) {
  return build({
    ...shared,
    entryPoints: [...entries, ...files],
    outdir,
    outbase: '.',
    format: 'esm',
    splitting: true,
    packages: 'external',
    define: { __LIB__: JSON.stringify(outdir) },
    plugins: [textImports],
  });
}

export { shared as sharedOptions };

/** `import css from './x.css?text'`: the file's text, also for scripts that must not be bundled. */
export const textImports = {
  name: 'text-imports',
  setup(api) {
    api.onResolve({ filter: /\?text$/ }, async (args) => {
      const found = await api.resolve(args.path.slice(0, -'?text'.length), {
        kind: 'import-statement',
        resolveDir: args.resolveDir,
        importer: args.importer,
        pluginData: 'inside',
      });
      if (found.errors.length > 0) return { errors: found.errors };
      return { path: found.path.replace(/\?text$/, ''), namespace: 'text-import' };
    });
    api.onLoad({ filter: /.*/, namespace: 'text-import' }, async (args) => {
      const { readFile } = await import('node:fs/promises');
      return { contents: await readFile(args.path, 'utf8'), loader: 'text' };
    });
  },
};
