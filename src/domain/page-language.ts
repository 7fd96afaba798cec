/** The languages that pages are written in, by the code of ISO 639-1. */
export const pageLanguages = ['en', 'de'] as const;
export type PageLanguage = (typeof pageLanguages)[number];

/** Each in itself, so that everybody finds his own. */
export const pageLanguageNames: Readonly<Record<PageLanguage, string>> = { en: 'English', de: 'Deutsch' };

export function isPageLanguage(value: unknown): value is PageLanguage {
  return (pageLanguages as readonly unknown[]).includes(value);
}

const mostAsked = 20;

/**
 * RFC 9110, section 12.5.4: `de-CH, fr;q=0.9, en;q=0.8`.
 * @returns the language that a browser would rather have than the others; undefined where it asks for none of them
 */
export function findAskedLanguage(header: string | undefined): PageLanguage | undefined {
  const asked = (header ?? '')
    .slice(0, 500)
    .split(',', mostAsked)
    .map((part) => {
      const [range = '', ...terms] = part.trim().split(';');
      const quality = terms
        .map((term) => /^\s*q=([\d.]{1,5})$/.exec(term)?.[1])
        .find((each) => each !== undefined);
      return { language: range.split('-')[0]?.toLowerCase(), weight: Number(quality ?? 1) };
    })
    .filter(({ weight }) => weight > 0);
  const found = asked.toSorted((one, other) => other.weight - one.weight).map(({ language }) => language);
  return found.find(isPageLanguage);
}
