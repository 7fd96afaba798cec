/** @returns undefined for what is not percent-encoded UTF-8 (RFC 3986 section 2.1) */
export function decodePercents(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** @returns whom a mailto: link writes to (RFC 6068); undefined for any other text */
export function readMailto(link: string): string | undefined {
  const named = /^mailto:([^?]*)/i.exec(link)?.[1];
  return named === undefined ? undefined : (decodePercents(named) ?? named);
}
