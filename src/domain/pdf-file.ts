/** @returns whether these first bytes are of a PDF, whatever the file is called (ISO 32000-1, 7.5.2) */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';
}
