const harmless = new Set(
  `a abbr address article aside b bdi big blockquote br caption center cite code col colgroup dd del details dfn dir div dl
  dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section
  small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(
    /\s+/,
  ),
);
const attributes = new Set(
  `align valign width height bgcolor border bordercolor cellpadding cellspacing colspan rowspan span dir lang color face size
  nowrap start type hspace vspace clear noshade reversed value style title alt href target rel src data-src open`.split(
    /\s+/,
  ),
);

/**
 * Reads sanitized HTML with an eye of its own: every `<` must begin a known tag, every attribute must be known and
 * quoted, every URL of a kind that neither runs nor fetches anything by itself.
 */
export function findHarm(html: string): string[] {
  const harm: string[] = [];
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const tag = /^<\/?([a-z][a-z0-9]*)((?:\s[a-z-]+(?:="[^"<>]*")?)*)(?:\s\/)?>/.exec(
      html.slice(at, at + 5_000),
    );
    if (tag === null) {
      harm.push(`unreadable: ${html.slice(at, at + 60)}`);
      continue;
    }
    if (!harmless.has(tag[1] ?? '')) harm.push(`element ${tag[1]}`);
    for (const [, name = '', value = ''] of (tag[2] ?? '').matchAll(/\s([a-z-]+)(?:="([^"]*)")?/g)) {
      harm.push(...findAttributeHarm(name, value));
    }
  }
  return harm;
}

function findAttributeHarm(name: string, value: string): string[] {
  if (!attributes.has(name)) return [`attribute ${name}`];
  if (name === 'href' && !/^(?:https?:\/\/|mailto:|tel:)/.test(value)) return [`link to ${value}`];
  if (name === 'src' && !/^(?:cid:|data:image\/(?:png|gif|jpe?g|webp);base64,[\w+/=]*$)/.test(value))
    return [`picture ${value}`];
  if (
    name === 'style' &&
    /url|expression|position|@|\\|image|binding|behavior|animation|content/i.test(value)
  )
    return [`style ${value}`];
  if (name === 'target' && value !== '_blank') return [`target ${value}`];
  if (name === 'rel' && value !== 'noopener noreferrer') return [`rel ${value}`];
  return [];
}
