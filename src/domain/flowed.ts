/** Joins the lines of format=flowed text (RFC 3676 section 4), quote levels kept apart; `deleteSpace` is DelSp=yes. */
export function unflow(text: string, deleteSpace: boolean): string {
  const result: string[] = [];
  let open: { depth: number; pieces: string[] } | undefined;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const { depth, content } = readLine(line);
    const joins: boolean = open !== undefined && open.depth === depth && content !== '-- ';
    const pieces: string[] = joins && open !== undefined ? open.pieces : [];
    if (open !== undefined && !joins) result.push(quote(open));
    open = undefined;
    // Section 4.3: the signature separator ends in a space but is not flowed.
    const isFlowed = content.endsWith(' ') && content !== '-- ';
    // In pieces: to cut the end of what grows would copy all of it for each line.
    pieces.push(isFlowed && deleteSpace ? content.slice(0, -1) : content);
    if (isFlowed) open = { depth, pieces };
    else result.push(quote({ depth, pieces }));
  }
  if (open !== undefined) result.push(quote(open));
  return result.join('\n');
}

function readLine(line: string): { depth: number; content: string } {
  let depth = 0;
  while (line[depth] === '>') depth++;
  const isStuffed = line[depth] === ' ';
  return { depth, content: line.slice(isStuffed ? depth + 1 : depth) };
}

function quote({ depth, pieces }: { readonly depth: number; readonly pieces: readonly string[] }): string {
  const text = pieces.join('');
  return depth === 0 ? text : `${'>'.repeat(depth)} ${text}`;
}
