/** The names of folders from the top down, as people type them: apart by slashes, one within a name behind a backslash. */
export function splitPath(path: string): string[] {
  const names: string[] = [];
  let name = '';
  for (let at = 0; at < path.length; at++) {
    const letter = path[at] ?? '';
    const next = path[at + 1];
    if (letter === '\\' && (next === '/' || next === '\\')) {
      name += next;
      at++;
    } else if (letter === '/') {
      names.push(name);
      name = '';
    } else {
      name += letter;
    }
  }
  return [...names, name].filter((each) => each.trim() !== '');
}

export function joinPath(names: readonly string[]): string {
  return names.map((name) => name.replace(/[\\/]/g, '\\$&')).join('/');
}
