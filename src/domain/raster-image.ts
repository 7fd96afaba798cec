/** The first bytes that tell a raster image, whatever its name and declared type say. */
const signatureBytes = 12;

/** @returns the media type of a picture that can do nothing but be looked at; undefined for everything else, SVG too. */
export function readRasterType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, signatureBytes)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  if (/^RIFF.{4}WEBP/s.test(head)) return 'image/webp';
  return undefined;
}
