const kilobyte = 1024;
export const bytesPerMegabyte = kilobyte * kilobyte;
const gigabyte = kilobyte * bytesPerMegabyte;

/** By their names in small letters; as Exchange, Outlook and Windows count them, and as every limit here does. */
export const bytesPerUnit = { b: 1, bytes: 1, kb: kilobyte, mb: bytesPerMegabyte, gb: gigabyte } as const;

/** @returns a size for people: `812 bytes`, `4.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < kilobyte) return `${bytes} bytes`;
  const [value, unit] =
    bytes < bytesPerMegabyte
      ? [bytes / kilobyte, 'KB']
      : bytes < gigabyte
        ? [bytes / bytesPerMegabyte, 'MB']
        : [bytes / gigabyte, 'GB'];
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** @returns what is more than it may be, with one figure behind the point: never less than it is */
export function formatMegabytes(bytes: number): string {
  return (Math.ceil((bytes * 10) / bytesPerMegabyte) / 10).toFixed(1);
}
