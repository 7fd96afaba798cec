/** For a test's children: they name lines of the source where their parent does. A whole run leaves that to its report. */
export const sourceOptions: readonly string[] = process.execArgv.filter(
  (option) => option === '--enable-source-maps',
);
