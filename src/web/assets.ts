import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import sse from 'htmx.org/dist/ext/hx-sse.min.js?text';
import htmx from 'htmx.org/dist/htmx.min.js?text';
import alertStyles from '../../views/assets/alerts.css?text';
import appScript from '../../views/assets/app.js?text';
import articleNotes from '../../views/assets/article-notes.css?text';
import base from '../../views/assets/base.css?text';
import bulk from '../../views/assets/bulk.js?text';
import canned from '../../views/assets/canned.css?text';
import cannedScript from '../../views/assets/canned.js?text';
import channels from '../../views/assets/channels.css?text';
import composer from '../../views/assets/composer.css?text';
import composerScript from '../../views/assets/composer.js?text';
import content from '../../views/assets/content.css?text';
import customers from '../../views/assets/customers.css?text';
import editorScript from '../../views/assets/editor.js?text';
import favicon from '../../views/assets/favicon.svg?text';
import fillField from '../../views/assets/fill-field.js?text';
import filters from '../../views/assets/filters.css?text';
import form from '../../views/assets/form.css?text';
import frame from '../../views/assets/frame.css?text';
import keyboard from '../../views/assets/keyboard.js?text';
import outbox from '../../views/assets/outbox.css?text';
import people from '../../views/assets/people.css?text';
import quarantine from '../../views/assets/quarantine.css?text';
import teamwork from '../../views/assets/teamwork.css?text';
import ticket from '../../views/assets/ticket.css?text';
import ticketSide from '../../views/assets/ticket-side.css?text';
import tickets from '../../views/assets/tickets.css?text';
import ticketScript from '../../views/assets/tickets.js?text';
import { AppError } from '../errors.ts';

// Served from memory under a name that carries the content's hash, so browsers keep them for ever.

const styles = [
  base,
  frame,
  form,
  content,
  channels,
  alertStyles,
  filters,
  tickets,
  ticket,
  articleNotes,
  ticketSide,
  composer,
  canned,
  people,
  customers,
  quarantine,
  teamwork,
  outbox,
].join('\n');
const scripts = [
  htmx,
  sse,
  appScript,
  fillField,
  ticketScript,
  editorScript,
  composerScript,
  cannedScript,
  bulk,
  keyboard,
].join('\n;\n');

const files = {
  'postroom.css': { text: styles, type: 'text/css; charset=utf-8' },
  'postroom.js': { text: scripts, type: 'text/javascript; charset=utf-8' },
  'favicon.svg': { text: favicon, type: 'image/svg+xml' },
} as const;

export interface AssetUrls {
  readonly style: string;
  readonly script: string;
  readonly icon: string;
}

export const assetUrls: AssetUrls = {
  style: urlOf('postroom.css'),
  script: urlOf('postroom.js'),
  icon: urlOf('favicon.svg'),
};

/** @throws AppError not_found for an old hash or an unknown name */
export const sendAsset: MiddlewareHandler = async (c) => {
  const name = c.req.param('name') ?? '';
  const file = Object.hasOwn(files, name) ? files[name as keyof typeof files] : undefined;
  if (file === undefined || c.req.path !== urlOf(name as keyof typeof files)) {
    throw new AppError('not_found', 'There is no such file; load the page again.');
  }
  c.header('Content-Type', file.type);
  c.header('Cache-Control', 'public, max-age=31536000, immutable');
  return c.body(file.text);
};

function urlOf(name: keyof typeof files): string {
  const hash = createHash('sha256').update(files[name].text).digest('hex').slice(0, 12);
  return `/assets/${hash}/${name}`;
}
