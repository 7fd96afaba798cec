// Raw messages in a few words.

export const crlf = (t: string) => t.replace(/\r?\n/g, '\r\n');
export const head = (
  fields: string,
  {
    from = 'Gerd Gast <gerd@gast.example>',
    subject = 'case',
    date = 'Mon, 2 Mar 2026 10:22:33 +0100',
    to = 'support@postroom.example',
  } = {},
) => `From: ${from}\nTo: ${to}\nSubject: ${subject}\nDate: ${date}\nMIME-Version: 1.0\n${fields}`;
export const mail = (fields: string, body: string | Buffer, o = {}) =>
  Buffer.concat([
    Buffer.from(crlf(`${head(fields, o)}\n\n`)),
    typeof body === 'string' ? Buffer.from(crlf(body)) : body,
  ]);
export const text = (body: string, fields = '', o = {}) =>
  mail(`Content-Type: text/plain; charset=utf-8${fields === '' ? '' : `\n${fields}`}`, body, o);
export const html = (body: string, o = {}) => mail('Content-Type: text/html; charset=utf-8', body, o);
export const multi = (type: string, ...parts: string[]) =>
  mail(
    `Content-Type: multipart/${type}; boundary=b1`,
    `${parts.map((p) => `--b1\n${p}\n`).join('')}--b1--\n`,
  );
export const hi = 'Content-Type: text/plain\n\nhi';
export const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
