import { RecipientSuggestions } from '../../../views/tickets/recipient-fields.tsx';
import { viewerOf } from '../../db/ticket-access.ts';
import { formatAddress, readAddressList } from '../../domain/address-list.ts';
import type { WebContext, WebRequest } from '../context.ts';

const most = 8;
const fewestCharacters = 2;

/** GET /customers/suggestions?to=: customers whom the viewer may know, for the address that is being typed. */
export function suggestRecipients(web: WebContext) {
  return async (c: WebRequest) => {
    const typed = (c.req.query('to') ?? c.req.query('cc') ?? c.req.query('bcc') ?? '').slice(0, 2_000);
    const begun = readAddressList(typed).at(-1);
    const words = isBetween(typed) ? '' : (begun?.typed ?? '');
    const before = typed.slice(0, begun?.at).replace(/(?<=[,;])$/, ' ');
    if (words.length < fewestCharacters || words.endsWith('>')) return c.html('');
    const { rows } = await web.reads.listCustomers(viewerOf(c.get('user')), { words, limit: most });
    const values = rows.map(({ name, email }) => before + formatAddress({ name, address: email }));
    return c.html(<RecipientSuggestions values={values} />);
  };
}

/** After a comma or on a new line: the next one is yet to begin. */
function isBetween(typed: string): boolean {
  const ended = typed.trimEnd();
  return /[,;]$/.test(ended) || typed.slice(ended.length).includes('\n');
}
