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

interface Picture {
  readonly id: number;
  readonly contentId: string | null;
}

/** @returns the pictures that a message can show: those of its draft, and of signatures */
export function listDraftImages(of: {
  readonly attachments: readonly Picture[];
  readonly signatures: readonly Picture[];
}): DraftImage[] {
  return [
    ...of.attachments.map(({ id, contentId }) => ({ url: draftImageUrl(id), contentId })),
    ...of.signatures.map(({ id, contentId }) => ({ url: signaturePictureUrl(id), contentId })),
  ];
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
