// The editor shows pictures of a draft by their address here; mail and data file know them by their Content-ID.

interface DraftImage {
  readonly id: number;
  readonly contentId: string | null;
}

export function draftImageUrl(id: number): string {
  return `/draft-attachments/${id}`;
}

/** @param html as the editor has it, unchecked */
export function toContentIds(html: string, images: readonly DraftImage[]): string {
  return html.replace(
    /(["'])(?:https?:\/\/[^"'/]*)?\/draft-attachments\/(\d{1,15})\1/g,
    (_, quote: string, id: string) => {
      const image = images.find((each) => each.id === Number(id));
      return `${quote}${image?.contentId == null ? '' : `cid:${image.contentId}`}${quote}`;
    },
  );
}

/** @param html sanitized */
export function toDraftUrls(html: string, images: readonly DraftImage[]): string {
  return html.replace(/ src="cid:([^"]+)"/g, (_, contentId: string) => {
    const image = images.find((each) => each.contentId === contentId);
    return image === undefined ? '' : ` src="${draftImageUrl(image.id)}"`;
  });
}
