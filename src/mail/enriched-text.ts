const longestCommand = 60;

/** @returns the words of text/enriched (RFC 1896) or its forerunner text/richtext (RFC 1341) without their commands */
export function readEnriched(text: string): string {
  const writer = { out: '', hidden: 0, unfilled: 0, feeds: 0 };
  const lines = text.replace(/\r\n?/g, '\n');
  for (let at = 0; at < lines.length; ) {
    const char = lines.charAt(at);
    if (char === '<' && lines.charAt(at + 1) === '<') {
      write(writer, '<');
      at += 2;
      continue;
    }
    const command =
      char === '<' ? /^<(\/?)([A-Za-z0-9-]+)>/.exec(lines.slice(at, at + longestCommand + 3)) : null;
    if (command === null) {
      write(writer, char);
      at++;
      continue;
    }
    obey(writer, (command[2] ?? '').toLowerCase(), command[1] === '/');
    at += command[0].length;
  }
  return writer.out;
}

interface Writer {
  out: string;
  /** How many parameters and comments are open. */
  hidden: number;
  /** How many commands are open that keep lines as they are. */
  unfilled: number;
  /** Line feeds that are still to be written. */
  feeds: number;
}

/** One line feed is a blank, each further one a line's end. */
function write(writer: Writer, char: string): void {
  if (writer.hidden > 0) return;
  if (char === '\n' && writer.unfilled === 0) {
    writer.feeds++;
    return;
  }
  if (writer.feeds > 0) writer.out += writer.feeds === 1 ? ' ' : '\n'.repeat(writer.feeds - 1);
  writer.feeds = 0;
  writer.out += char;
}

function obey(writer: Writer, command: string, isEnd: boolean): void {
  const step = isEnd ? -1 : 1;
  switch (command) {
    case 'param':
    case 'comment':
      writer.hidden = Math.max(0, writer.hidden + step);
      break;
    case 'nofill':
    case 'verbatim':
      writer.unfilled = Math.max(0, writer.unfilled + step);
      break;
    case 'lt':
      write(writer, '<');
      break;
    case 'nl':
    case 'np':
    case 'paragraph':
      writer.out += writer.hidden > 0 ? '' : '\n';
      break;
  }
}
