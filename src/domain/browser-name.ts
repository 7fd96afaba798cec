/** What somebody is signed in with; undefined: not known. */
interface BrowserName {
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

type Marks = readonly (readonly [mark: string, name: string])[];

// The first that is there counts: nearly all call themselves Chrome and Safari too
// (https://developer.mozilla.org/docs/Web/HTTP/Guides/Browser_detection_using_the_user_agent).
const browsers: Marks = [
  ['Edg/', 'Edge'],
  ['EdgA/', 'Edge'],
  ['EdgiOS/', 'Edge'],
  ['OPR/', 'Opera'],
  ['OPT/', 'Opera'],
  ['Vivaldi/', 'Vivaldi'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['FxiOS/', 'Firefox'],
  ['Firefox/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['HeadlessChrome/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];

// An Android calls itself Linux too, and an iPhone something "like Mac OS X".
const systems: Marks = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['CrOS', 'ChromeOS'],
  ['Macintosh', 'macOS'],
  ['Linux', 'Linux'],
];

/** @param userAgent the header field (RFC 9110, 10.1.5); whoever sends it may write anything there */
export function nameBrowser(userAgent: string): BrowserName {
  return {
    browser: findMark(browsers, userAgent) ?? nameProduct(userAgent),
    system: findMark(systems, userAgent),
  };
}

function findMark(marks: Marks, text: string): string | undefined {
  return marks.find(([mark]) => text.includes(mark))?.[1];
}

/** A program such as curl/8.5.0. Mozilla/5.0 is what all browsers begin with. */
function nameProduct(userAgent: string): string | undefined {
  const product = (userAgent.split(' ', 1)[0] ?? '').split('/', 1)[0] ?? '';
  return product === '' || product === 'Mozilla' ? undefined : product.slice(0, 40);
}
