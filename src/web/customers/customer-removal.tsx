import { stream } from 'hono/streaming';
import { nameCustomer } from '../../../views/customer-name.ts';
import { ErasePage } from '../../../views/customers/erase-page.tsx';
import { MergePage } from '../../../views/customers/merge-page.tsx';
import { describeFact } from '../../../views/facts/fact-words.ts';
import { t } from '../../../views/words.ts';
import { exportCustomer } from '../../db/customer-export.ts';
import { countTicketsOfCustomer, getVisibleCustomer, listAddresses } from '../../db/customer-page.ts';
import type { Customer } from '../../db/customers.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readNumber } from '../path-id.ts';
import { getCustomerOf } from './customers.tsx';

const mostCandidates = 10;

/** GET /customers/:id/merges?q=&from=: who is the same person, then what would move */
export function showMerge(web: WebContext) {
  return async (c: WebRequest) => {
    const into = await getCustomerOf(web, c);
    const viewer = viewerOf(c.get('user'));
    const from = await findChosen(web, c);
    const words = c.req.query('q')?.trim() ?? into.name;
    const search = { words: words.slice(0, 200), limit: mostCandidates + 1 };
    const { rows, isBehind } = await web.reads.listCustomers(viewer, search);
    const page = (
      <MergePage
        csrf={c.get('csrf')}
        into={into}
        words={words}
        isBehind={isBehind}
        candidates={rows.filter(({ id }) => id !== into.id)}
        from={
          from && {
            ...from,
            addresses: await listAddresses(web.read, from),
            tickets: await countTicketsOfCustomer(web.read, viewer, from.id),
          }
        }
      />
    );
    return renderPage(c, { title: t('Merge customers'), active: 'customers' }, page);
  };
}

/** POST /customers/:id/merges */
export function createMerge(web: WebContext) {
  return async (c: WebRequest) => {
    const into = await getCustomerOf(web, c);
    const fromId = readNumber((await readFields(c)).text('from'));
    const merged = await web.desk.as(actorOf(c)).call('mergeCustomers', { fromId, intoId: into.id });
    return redirectTo(c, `/customers/${into.id}`, {
      notice: t('{email} is merged into this customer.', { email: merged.email }),
    });
  };
}

/** GET /customers/:id/erasure: what would go */
export function showErasure(web: WebContext) {
  return async (c: WebRequest) => renderErasure(web, c, await getCustomerOf(web, c));
}

/** POST /customers/:id/erasure */
export function createErasure(web: WebContext) {
  return async (c: WebRequest) => {
    const customer = await getCustomerOf(web, c);
    const confirmation = (await readFields(c)).text('confirmation');
    try {
      await web.desk.as(actorOf(c)).call('eraseCustomer', { customerId: customer.id, confirmation });
    } catch (error) {
      return renderErasure(web, c, customer, fieldsOf(error));
    }
    return redirectTo(c, '/customers', { notice: t('The customer and everything about him is erased.') });
  };
}

/** GET /customers/:id/export: a JSON file */
export function sendExport(web: WebContext) {
  return async (c: WebRequest) => {
    const customer = await getCustomerOf(web, c);
    const { id } = customer;
    const own = await web.reads.findOwnMail(id, await listAddresses(web.read, customer));
    await web.desk.as(actorOf(c)).call('noteCustomerExport', { customerId: id });
    c.header('Content-Type', 'application/json; charset=utf-8');
    c.header('Content-Disposition', `attachment; filename="customer-${id}.json"`);
    return stream(c, async (out) => {
      for await (const piece of exportCustomer(web.read, id, own, describeFact)) await out.write(piece);
    });
  };
}

async function renderErasure(
  web: WebContext,
  c: WebRequest,
  customer: Customer,
  fields: Readonly<Record<string, string>> = {},
) {
  const addresses = await listAddresses(web.read, customer);
  const page = (
    <ErasePage
      csrf={c.get('csrf')}
      id={customer.id}
      name={nameCustomer(customer.name, customer.email)}
      email={customer.email}
      addresses={addresses}
      erasure={await web.reads.previewErasure(customer.id, addresses)}
      fields={fields}
    />
  );
  const status = Object.keys(fields).length === 0 ? 200 : 422;
  return renderPage(c, { title: t('Erase customer'), active: 'customers', status }, page);
}

async function findChosen(web: WebContext, c: WebRequest): Promise<Customer | undefined> {
  const text = c.req.query('from') ?? '';
  if (!/^\d{1,15}$/.test(text)) return undefined;
  return getVisibleCustomer(web.read, viewerOf(c.get('user')), Number(text));
}
