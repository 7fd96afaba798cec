import { nameCustomer } from '../../../views/customer-name.ts';
import { CustomerListPage } from '../../../views/customers/list-page.tsx';
import { CustomerPage } from '../../../views/customers/show-page.tsx';
import { t } from '../../../views/words.ts';
import {
  canAnswerCustomer,
  countTicketsOfCustomer,
  getVisibleCustomer,
  listAddresses,
  listTicketsOfCustomer,
} from '../../db/customer-page.ts';
import type { Customer } from '../../db/customers.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { formatAddress } from '../../domain/address-list.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';

const pageSize = 50;

/** GET /customers?q=&before= */
export function showCustomers(web: WebContext) {
  return async (c: WebRequest) => {
    const words = (c.req.query('q') ?? '').trim().slice(0, 200);
    const search = { words, beforeId: readPosition(c), limit: pageSize };
    const found = await web.reads.listCustomers(viewerOf(c.get('user')), search);
    const page = <CustomerListPage words={words} {...found} isFirstPage={search.beforeId === undefined} />;
    return renderPage(c, { title: t('Customers'), active: 'customers' }, page);
  };
}

/** GET /customers/:id?before= */
export function showCustomer(web: WebContext) {
  return async (c: WebRequest) => render(web, c, await getCustomerOf(web, c));
}

/** POST /customers/:id */
export function updateCustomer(web: WebContext) {
  return async (c: WebRequest) => {
    const customer = await getCustomerOf(web, c);
    const form = await readFields(c);
    const values = { name: form.text('name'), note: form.text('note') };
    try {
      await web.desk.as(actorOf(c)).call('saveCustomer', { customerId: customer.id, ...values });
    } catch (error) {
      return render(web, c, customer, { values, fields: fieldsOf(error) });
    }
    return redirectTo(c, `/customers/${customer.id}`, { notice: t('The customer is saved.') });
  };
}

/** POST /customers/:id/block and /customers/:id/release */
export function switchBlock(web: WebContext, isBlocked: boolean) {
  return async (c: WebRequest) => {
    const customer = await getCustomerOf(web, c);
    await web.desk.as(actorOf(c)).call('blockCustomer', { customerId: customer.id, isBlocked });
    const notice = isBlocked
      ? t('Blocked: new mail from this customer is kept in closed tickets.')
      : t('The customer is not blocked any more.');
    return redirectTo(c, `/customers/${customer.id}`, { notice });
  };
}

/** @throws AppError not_found */
export function getCustomerOf(web: WebContext, c: WebRequest): Promise<Customer> {
  return getVisibleCustomer(web.read, viewerOf(c.get('user')), readPathId(c));
}

interface Typed {
  readonly values: { readonly name: string; readonly note: string };
  readonly fields: Readonly<Record<string, string>>;
}

async function render(web: WebContext, c: WebRequest, customer: Customer, typed?: Typed) {
  const viewer = viewerOf(c.get('user'));
  const beforeId = readPosition(c);
  const place = { beforeId, limit: pageSize + 1 };
  const found = await listTicketsOfCustomer(web.read, viewer, customer.id, place);
  const tickets = found.slice(0, pageSize);
  const page = (
    <CustomerPage
      csrf={c.get('csrf')}
      id={customer.id}
      email={customer.email}
      writeTo={formatAddress({ name: customer.name, address: customer.email })}
      values={typed?.values ?? { name: customer.name, note: customer.note }}
      fields={typed?.fields ?? {}}
      blockedAt={customer.blockedAt}
      createdAt={customer.createdAt}
      addresses={await listAddresses(web.read, customer)}
      tickets={tickets}
      count={await countTicketsOfCustomer(web.read, viewer, customer.id)}
      next={found.length > pageSize ? tickets.at(-1)?.id : undefined}
      canChange={await canAnswerCustomer(web.read, viewer, customer.id)}
      isAdmin={viewer.isAdmin}
    />
  );
  const status = typed === undefined ? 200 : 422;
  return renderPage(
    c,
    { title: nameCustomer(customer.name, customer.email), active: 'customers', status },
    page,
  );
}

function readPosition(c: WebRequest): number | undefined {
  const text = c.req.query('before') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
