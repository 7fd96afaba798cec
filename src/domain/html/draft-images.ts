// The editor shows pictures by their address here; mail and data file know them by their Content-ID.

export interface DraftImage {
  readonly url: string;
  readonly contentId: string | null;
}

export function draftImageUrl(id: number): string {
  return `/draft-attachments/${id}`;
}

export function signaturePictureUrl(id: number): string {
  return `/signature-pictures/${id}`;
}

/** @param source where a picture in the editor comes from. @returns its Content-ID, undefined where it is none of these */
export function findContentId(source: string, images: readonly DraftImage[]): string | undefined {
  const path = URL.canParse(source) ? new URL(source).pathname : source;
  const known = images.find(({ url, contentId }) => url === path || source === `cid:${contentId}`);
  return known?.contentId ?? undefined;
}

/** @param html sanitized */
export function toDraftUrls(html: string, images: readonly DraftImage[]): string {
  const urls = new Map(images.map(({ url, contentId }) => [contentId, url]));
  return html.replace(/ src="cid:([^"]*)"/g, (whole, contentId: string) => {
    const url = urls.get(contentId);
    return url === undefined ? whole : ` src="${url}"`;
  });
}
