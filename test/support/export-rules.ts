import { posix } from 'node:path';
import type { SourceFile } from './architecture.ts';

const exported = /^export (?:async )?(?:function\*?|const|class|type|interface) (\w+)/gm;
const named = /(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)'/g;
const wholly = /(?:import\s+\*\s+as\s+\w+\s+from\s+|\bimport\(\s*)'([^']+)'/g;

/**
 * What only its own file uses is nobody's to import, and what nobody uses can go.
 * @param users everything that imports, tests and scripts among them; a script that names a file by its path uses all of it
 * @returns one sentence for each name
 */
export function findUnusedExports(files: readonly SourceFile[], users: readonly SourceFile[]): string[] {
  const used = new Set(users.flatMap(listImported));
  const scripts = users.filter(({ path }) => path.endsWith('.mjs')).map(({ text }) => text);
  return files.flatMap(({ path, text }) => {
    const name = posix.basename(path);
    if (used.has(`${name} *`) || scripts.some((script) => script.includes(path))) return [];
    return [...text.matchAll(exported)]
      .filter(([, each]) => !used.has(`${name} ${each}`))
      .map(([, each]) => `${path} exports ${each}, which no other file imports`);
  });
}

/** @returns each as the file's name and what is imported of it, or `*` */
function listImported({ text }: SourceFile): string[] {
  const names = [...text.matchAll(named)].flatMap(([, list = '', from = '']) =>
    list.split(',').map((each) => {
      const name = each.trim().replace(/^type\s+/, '');
      return `${posix.basename(from)} ${name.replace(/\s+as\s.*/, '')}`;
    }),
  );
  return [...names, ...[...text.matchAll(wholly)].map(([, from = '']) => `${posix.basename(from)} *`)];
}
