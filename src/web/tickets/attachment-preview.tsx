import { PreviewPage } from '../../../views/tickets/preview-page.tsx';
import { getVisibleAttachment } from '../../db/article-read.ts';
import { readBeginning } from '../../db/blobs.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { cleanFilename } from '../../domain/filename.ts';
import { isPdf } from '../../domain/pdf-file.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import { AppError } from '../../errors.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import { sendFile } from '../send-file.ts';

/** GET /attachments/:id/preview: a picture or a PDF, by their bytes, to be looked at; all else can only be saved. */
export function showPreview(web: WebContext) {
  return async (c: WebRequest) => {
    const viewer = viewerOf(c.get('user'));
    const { id, blobId, name, ticketNumber } = await getVisibleAttachment(web.read, viewer, readPathId(c));
    const first = await readBeginning(web.read, blobId);
    const kind = isPdf(first) ? 'pdf' : readRasterType(first) === undefined ? undefined : 'picture';
    if (kind === undefined)
      throw new AppError('not_found', 'Only pictures and PDF files can be looked at here; save this one.');
    const page = <PreviewPage id={id} name={name} kind={kind} ticketNumber={ticketNumber} />;
    return renderPage(c, { title: name, active: 'tickets', isWide: true }, page);
  };
}

/**
 * GET /attachments/:id/pdf. Browsers show a PDF in a viewer of their own, apart from our pages; Chromium's does not run in a
 * sandbox (https://crbug.com/413851), so the file gets none. It is told apart by its bytes and never read as anything else.
 */
export function sendPdf(web: WebContext) {
  return async (c: WebRequest) => {
    const found = await getVisibleAttachment(web.read, viewerOf(c.get('user')), readPathId(c));
    if (!isPdf(await readBeginning(web.read, found.blobId)))
      throw new AppError('not_found', 'This file is no PDF.');
    c.header('X-Frame-Options', 'SAMEORIGIN');
    const name = cleanFilename(found.name, 'application/pdf');
    return sendFile(web, c, { blobId: found.blobId, name, shownAs: 'application/pdf', policy: pdfPolicy });
  };
}

const pdfPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "object-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');
