/**
 * The style sheet of the document in a message's frame, below whatever the message says itself. Its colours are those of
 * the pages (views/assets/base.css): mail/render/paint counts on them.
 */
export const frameStyle = `
html.own { color-scheme: light; background: #fff; }
html.reader { color-scheme: light dark; background: light-dark(#ffffff, #1d2023); }
body { margin: 0; color: light-dark(#1c1f22, #e8eaec); font: 15px/1.5 system-ui, "Segoe UI", sans-serif; }
.reader body { overflow-wrap: anywhere; }
.own body { overflow-wrap: break-word; line-height: normal; }
body > :first-child, body > div:first-child > :first-child { margin-top: 0; }
body > :last-child, body > div:last-child > :last-child { margin-bottom: 0; }
.remark { color: light-dark(#5a6067, #a2aab2); font-size: 13px; }
a { color: light-dark(#0b57d0, #8ab4f8); }
img { max-width: 100%; height: auto; }
.own td img, .own th img { max-width: none; }
img:not([src]) { width: auto !important; height: auto !important; }
img:not([src]):not([alt]), img:not([src])[alt=""] { display: none; }
table { max-width: 100%; }
.own table { max-width: none; }
pre { white-space: pre-wrap; }
blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid light-dark(#d5d7da, #454b52); }
details > summary { cursor: pointer; color: light-dark(#5a6067, #a2aab2); font: 13px/1.5 system-ui, "Segoe UI", sans-serif; margin: 8px 0; }
`;
