/** The style sheet of the document in a message's frame, below whatever the message says itself. */
export const frameStyle = `
:root { color-scheme: light; }
html { background: #fff; }
body { margin: 0; padding: 12px 14px; color: #1c1f22; font: 15px/1.5 system-ui, "Segoe UI", sans-serif; overflow-wrap: anywhere; overflow-x: auto; }
body > :first-child { margin-top: 0; }
body > :last-child { margin-bottom: 0; }
img { max-width: 100%; height: auto; }
img:not([src]) { display: none; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid #d5d7da; }
details > summary { cursor: pointer; color: #5a6067; font-size: 13px; margin: 8px 0; }
`;
