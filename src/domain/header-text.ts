const mostBytes = 65_536;
const mostFields = 200;
const mostCharacters = 2000;

/**
 * The fields of a raw header for a person to look at, nothing decoded. Bounded: it is shown of mail that went beyond
 * every bound.
 */
export function splitHeader(raw: Uint8Array): { fields: [name: string, value: string][]; isCut: boolean } {
  const start = new TextDecoder().decode(raw.subarray(0, mostBytes));
  const end = /\r?\n\r?\n/.exec(start);
  const fields: [string, string][] = [];
  let isCut = end === null && raw.length > mostBytes;
  for (const line of start.slice(0, end?.index ?? start.length).split(/\r?\n(?![ \t])/)) {
    const [, name, value] = /^([!-9;-~]{1,76}):\s*([\s\S]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (fields.length === mostFields) return { fields, isCut: true };
    if (value.length > mostCharacters) isCut = true;
    fields.push([
      name,
      value.slice(0, mostCharacters).replace(/[\0-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/g, ''),
    ]);
  }
  return { fields, isCut };
}
