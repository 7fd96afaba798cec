/** What a server offers in its answer to EHLO (RFC 5321 section 4.1.1.1). */
export interface SmtpExtensions {
  /** The largest message that it takes, in bytes; 0: it names no limit (RFC 1870). */
  readonly largest: number;
  /** Whether it takes addresses beyond ASCII (RFC 6531). */
  readonly hasUtf8: boolean;
  readonly hasStartTls: boolean;
  /** Names of methods to sign in, upper case (RFC 4954). */
  readonly methods: readonly string[];
}

/** @param answer the whole reply, line by line, each behind its code */
export function readExtensions(answer: string): SmtpExtensions {
  const lines = answer
    .slice(0, 64 * 1024)
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.slice(4).trim().toUpperCase());
  const find = (name: string) => lines.find((line) => line === name || line.startsWith(`${name} `));
  // AUTH=PLAIN is how servers said it before RFC 2554.
  const auth = lines.filter((line) => line.startsWith('AUTH ') || line.startsWith('AUTH='));
  const size = Number(find('SIZE')?.split(' ')[1] ?? 0);
  return {
    largest: Number.isSafeInteger(size) && size > 0 ? size : 0,
    hasUtf8: find('SMTPUTF8') !== undefined,
    hasStartTls: find('STARTTLS') !== undefined,
    methods: auth.flatMap((line) => line.slice(5).split(' ')).filter((method) => method !== ''),
  };
}
