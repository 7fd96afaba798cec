import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { assets as packed } from '../../views/assets/bundles.json?packed';
import { AppError } from '../errors.ts';
import { acceptsEncoding } from './compression.ts';

// Served from memory under a name that carries the content's hash, so browsers keep them for ever. The build has packed
// them: views/assets/bundles.json says what each is made of.

const types = {
  'postroom.css': 'text/css; charset=utf-8',
  'postroom.js': 'text/javascript; charset=utf-8',
  'passkey.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
} as const;
type AssetName = keyof typeof types;

interface AssetUrls {
  readonly style: string;
  readonly script: string;
  /** For pages that ask a browser for a passkey. */
  readonly passkeyScript: string;
  readonly icon: string;
}

export const assetUrls: AssetUrls = {
  style: urlOf('postroom.css'),
  script: urlOf('postroom.js'),
  passkeyScript: urlOf('passkey.js'),
  icon: urlOf('favicon.svg'),
};

/** @throws AppError not_found for an old hash or an unknown name */
export const sendAsset: MiddlewareHandler = async (c) => {
  const name = c.req.param('name') ?? '';
  if (!Object.hasOwn(types, name) || c.req.path !== urlOf(name as AssetName)) {
    throw new AppError('not_found', 'There is no such file; load the page again.');
  }
  const { text, brotli, gzip } = packed[name as AssetName];
  c.header('Content-Type', types[name as AssetName]);
  c.header('Cache-Control', 'public, max-age=31536000, immutable');
  c.header('Vary', 'Accept-Encoding');
  for (const [encoding, bytes] of [
    ['br', brotli],
    ['gzip', gzip],
  ] as const) {
    if (!acceptsEncoding(c.req.header('accept-encoding'), encoding)) continue;
    c.header('Content-Encoding', encoding);
    return c.body(bytes);
  }
  return c.body(text);
};

function urlOf(name: AssetName): string {
  const hash = createHash('sha256').update(packed[name].text).digest('hex').slice(0, 12);
  return `/assets/${hash}/${name}`;
}
