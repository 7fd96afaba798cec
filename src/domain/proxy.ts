/** How connections leave a network that lets none out by itself. */
export interface ProxySettings {
  /** For the sign-in and Graph (HTTPS_PROXY); with user name and password perhaps. */
  readonly web: string | undefined;
  /** For IMAP and SMTP, where the operator wants it (POSTROOM_MAIL_PROXY). */
  readonly mail: string | undefined;
  /** Hosts that are reached without one (NO_PROXY). */
  readonly exempt: string;
}

export const noProxies: ProxySettings = { web: undefined, mail: undefined, exempt: '' };

/** @returns the proxy that leads to a mail server, undefined where none does */
export function chooseMailProxy(
  { mail, exempt }: ProxySettings,
  { host, port }: { readonly host: string; readonly port: number },
): string | undefined {
  return mail === undefined || isExempt(exempt, host, port) ? undefined : mail;
}

/** As curl and Node read NO_PROXY: names with all below them, `*` for everything, a port where one is given. */
function isExempt(list: string, host: string, port: number): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true;
      const [, bracketed = '', plain = '', only = ''] =
        /^(?:\[([0-9a-f:.]{1,60})\]|([^:]{1,260}|[0-9a-f:.]{1,60}:[0-9a-f:.]{0,60}))(?::(\d{1,5}))?$/.exec(
          entry,
        ) ?? [];
      const wanted = (bracketed || plain).replace(/^\*?\./, '');
      if (wanted === '' || (only !== '' && Number(only) !== port)) return false;
      return name === wanted || name.endsWith(`.${wanted}`);
    });
}
