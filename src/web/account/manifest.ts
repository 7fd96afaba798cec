import type { Handler } from 'hono';
import { assetUrls } from '../assets.ts';

/** GET /manifest.webmanifest: lets a browser install Postroom beside other programs (https://www.w3.org/TR/appmanifest/). */
export const sendManifest: Handler = (c) => {
  const manifest = {
    name: 'Postroom',
    short_name: 'Postroom',
    id: '/tickets',
    start_url: '/tickets',
    scope: '/',
    display: 'standalone',
    background_color: '#fbfbfa',
    theme_color: '#0b6e5f',
    icons: [{ src: assetUrls.icon, sizes: 'any', type: 'image/svg+xml' }],
  };
  return c.body(JSON.stringify(manifest), 200, { 'Content-Type': 'application/manifest+json' });
};
