// The editor shows pictures of a draft by their address here; mail and data file know them by their Content-ID.

export interface DraftImage {
  readonly id: number;
  readonly contentId: string | null;
}

const place = '/draft-attachments/';

export function draftImageUrl(id: number): string {
  return `${place}${id}`;
}

/** @param source where a picture in the editor comes from. @returns its Content-ID, undefined where it is none of these */
export function findContentId(source: string, images: readonly DraftImage[]): string | undefined {
  const path = URL.canParse(source) ? new URL(source).pathname : source;
  const id = path.startsWith(place) ? Number(path.slice(place.length)) : 0;
  return images.find((each) => each.id === id)?.contentId ?? undefined;
}

/** @param html sanitized */
export function toDraftUrls(html: string, images: readonly DraftImage[]): string {
  const ids = new Map(images.map(({ id, contentId }) => [contentId, id]));
  return html.replace(/ src="cid:([^"]*)"/g, (whole, contentId: string) => {
    const id = ids.get(contentId);
    return id === undefined ? whole : ` src="${draftImageUrl(id)}"`;
  });
}
