// What of pasted HTML an answer can have: words, lists, links, tables. Everything else is left out.

const pastedTags = new Set(
  'B STRONG I EM U A UL OL LI BLOCKQUOTE P DIV BR PRE CODE H1 H2 H3 TABLE TBODY THEAD TFOOT TR TD TH'.split(
    ' ',
  ),
);
const pastedBlocks = new Set(
  'H4 H5 H6 ADDRESS ARTICLE ASIDE DL DT DD FIGURE FOOTER HEADER MAIN SECTION'.split(' '),
);
const unreadTags = new Set('SCRIPT STYLE TITLE HEAD META TEMPLATE SVG MATH NOSCRIPT COLGROUP'.split(' '));
const tableTags = /^(?:TABLE|TBODY|THEAD|TFOOT|TR)$/;

// @returns an element with what is kept of the clipboard's HTML
globalThis.keepPasted = (html) => {
  const kept = document.createElement('div');
  copyPasted(new DOMParser().parseFromString(html, 'text/html').body, kept);
  return kept;
};

function copyPasted(from, into) {
  for (const node of from.childNodes) {
    // The blanks between the cells of a table are no text of it.
    if (node.nodeType === Node.TEXT_NODE && !isBetweenCells(node)) into.append(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE || unreadTags.has(node.tagName)) continue;
    const name = pastedTags.has(node.tagName)
      ? node.tagName
      : pastedBlocks.has(node.tagName)
        ? 'DIV'
        : undefined;
    if (name === undefined) {
      copyPasted(node, into);
      continue;
    }
    const copy = document.createElement(name);
    copyAttributes(node, copy);
    copyPasted(node, copy);
    into.append(copy);
  }
}

function isBetweenCells(text) {
  return tableTags.test(text.parentElement.tagName) && text.textContent.trim() === '';
}

function copyAttributes(from, to) {
  if (from.tagName === 'A' && /^(?:https?:|mailto:)/i.test(from.href)) to.href = from.href;
  // A style would not go out with the mail.
  if (from.tagName === 'TABLE') {
    to.border = '1';
    to.cellPadding = '4';
    to.cellSpacing = '0';
  }
  if (!/^T[DH]$/.test(from.tagName)) return;
  if (from.colSpan > 1) to.colSpan = from.colSpan;
  if (from.rowSpan > 1) to.rowSpan = from.rowSpan;
  const side = from.align || from.style.textAlign;
  if (/^(?:right|center)$/.test(side)) to.align = side;
}
