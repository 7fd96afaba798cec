import type { TestApp } from './app.ts';

/** As `postroom import` does it. @returns what became of each message */
export function importByFile({ app }: TestApp, ...raws: readonly string[]) {
  const mails = raws.map((raw) => ({
    path: 'a.eml',
    raw: btoa(raw),
    size: raw.length,
    isOversized: false,
    deliveredAt: undefined,
  }));
  const batch = { group: undefined, archiveBefore: undefined, withText: false, mails };
  return app.desk.as({ kind: 'command_line' }).call('importFiles', batch);
}
