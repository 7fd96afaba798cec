const word = /(=\?[\w.:+-]{1,60}(?:\*[\w-]{0,20})?\?q\?)([^?]{0,500})(\?=)/gi;
const special = /[()<>@,;:\\"[\]]/g;

/** A person whole within the brackets: `<"Anna" anna@example.com>`. */
const nameInBrackets = /^<"([^"<>]{1,300})"\s{1,9}([^\s"<>@]{1,64}@[^\s"<>@]{1,253})>(?=\s{0,9}(?:,|$))/;
/** Of a group, `Team: ada@x.example;`, the end is a semicolon: without one, the colon belongs to a name. */
const colonInName = /^([^<>"();,]{0,300}:[^<>"();,]{0,300})<([^<>]{1,400})>$/;

/**
 * Makes a list of addresses readable for a parser that goes by the letter: signs within encoded words, which RFC 2047
 * section 5 forbids there, and a quote or a bracket that nothing closes would take what is behind them along.
 */
export function mendAddressList(value: string): string {
  const signs = hasWrittenBrackets(value) ? value.replaceAll('&lt;', '<').replaceAll('&gt;', '>') : value;
  const named = signs.startsWith('<"') ? signs.replace(nameInBrackets, '"$1" <$2>') : signs;
  const guarded = named.includes('=?') ? named.replace(word, guard) : named;
  const closed = isUnclosed(guarded) ? guarded.replace(/["()]/g, ' ') : guarded;
  return closed.includes(':') ? closed.replace(colonInName, '"$1" <$2>') : closed;
}

/** Beside a real bracket they are a name: the server has checked the address within that one, and it is the one to show. */
function hasWrittenBrackets(value: string): boolean {
  return value.includes('&lt;') && !value.includes('<');
}

function guard(_: string, start: string, payload: string, end: string): string {
  const text = payload.replace(special, (sign) => `=${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return start + text + end;
}

function isUnclosed(value: string): boolean {
  if (!/["()]/.test(value)) return false;
  let [isQuoted, depth] = [false, 0];
  for (let at = 0; at < value.length; at++) {
    const sign = value[at];
    if (sign === '\\') at++;
    else if (sign === '"') isQuoted = depth > 0 ? isQuoted : !isQuoted;
    else if (!isQuoted && sign === '(') depth++;
    else if (!isQuoted && sign === ')' && --depth < 0) return true;
  }
  return isQuoted || depth > 0;
}
