import { inArray, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm';

// SQLite's lower() and LIKE know small and capital letters of ASCII alone; a class of letters in GLOB takes both of any
// alphabet (sqlite.org/lang_expr.html, section 5).

/** The condition that a text has these characters somewhere, in capital or small letters. */
export function containsText(column: SQLWrapper, text: string): SQL {
  return isAscii(text)
    ? sql`${column} LIKE ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`
    : sql`${column} GLOB ${`*${toGlob(text)}*`}`;
}

/** The condition that a text is one of these, in capital or small letters. */
export function isOneOfTexts(column: SQLWrapper, texts: readonly string[]): SQL {
  const plain = texts.filter(isAscii).map((text) => text.toLowerCase());
  const others = texts.filter((text) => !isAscii(text)).map((text) => sql`${column} GLOB ${toGlob(text)}`);
  return or(inArray(sql`lower(${column})`, plain), ...others) ?? sql`false`;
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

function toGlob(text: string): string {
  return [...text].map(toClass).join('');
}

function toClass(letter: string): string {
  const capital = letter.toUpperCase();
  // What is written with two letters in the other case stands for itself.
  const cases = [letter, letter.toLowerCase(), capital, capital.toLowerCase()];
  const ways = new Set(cases.filter((each) => [...each].length === 1));
  return ways.size > 1 || '*?['.includes(letter) ? `[${[...ways].join('')}]` : letter;
}
