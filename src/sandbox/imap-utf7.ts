/** Modified UTF-7 for mailbox names (RFC 3501 section 5.1.3): "Entwürfe" is "Entw&APw-rfe". */
export function encodeMailboxName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const utf16 = Buffer.from(run, 'utf16le').swap16();
    return `&${utf16.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}

/** What is no modified UTF-7 stays as it is. */
export function decodeMailboxName(name: string): string {
  return name.replace(/&([^-]*)-/g, (_whole, base64: string) => {
    if (base64 === '') return '&';
    const utf16 = Buffer.from(base64.replaceAll(',', '/'), 'base64');
    return utf16
      .subarray(0, utf16.length & ~1)
      .swap16()
      .toString('utf16le');
  });
}
