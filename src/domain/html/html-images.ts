// In sanitized HTML a quotation mark stands in attributes alone, so these words cannot be those of a person.

const resting = ' data-src="';

/** Whether sanitized HTML holds pictures that only come when remote images are allowed. */
export function hasRemoteImages(html: string): boolean {
  return html.includes(resting);
}

/** Whether some of those have an address that is fetched without encryption. */
export function hasPlainImages(html: string): boolean {
  return html.includes(`${resting}http:`);
}

/** Lets the pictures on foreign servers be fetched: the sender learns that and when the message was opened. */
export function allowRemoteImages(html: string): string {
  return html.replaceAll(resting, ' src="');
}
