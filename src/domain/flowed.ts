/** Joins the lines of format=flowed text (RFC 3676 section 4), quote levels kept apart; `deleteSpace` is DelSp=yes. */
export function unflow(text: string, deleteSpace: boolean): string {
  const result: string[] = [];
  let open: { depth: number; text: string } | undefined;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const { depth, content } = readLine(line);
    const joins: boolean = open !== undefined && open.depth === depth && content !== '-- ';
    const whole: string = joins && open !== undefined ? open.text + content : content;
    if (open !== undefined && !joins) result.push(quote(open.depth, open.text));
    open = undefined;
    // Section 4.3: the signature separator ends in a space but is not flowed.
    const isFlowed = content.endsWith(' ') && content !== '-- ';
    if (isFlowed) open = { depth, text: deleteSpace ? whole.slice(0, -1) : whole };
    else result.push(quote(depth, whole));
  }
  if (open !== undefined) result.push(quote(open.depth, open.text));
  return result.join('\n');
}

function readLine(line: string): { depth: number; content: string } {
  let depth = 0;
  while (line[depth] === '>') depth++;
  const isStuffed = line[depth] === ' ';
  return { depth, content: line.slice(isStuffed ? depth + 1 : depth) };
}

function quote(depth: number, text: string): string {
  return depth === 0 ? text : `${'>'.repeat(depth)} ${text}`;
}
