import { requireAdmin } from '../account/session.ts';
import type { WebApp, WebContext } from '../context.ts';
import { createErasure, createMerge, sendExport, showErasure, showMerge } from './customer-removal.tsx';
import { showCustomer, showCustomers, switchBlock, updateCustomer } from './customers.tsx';
import { suggestRecipients } from './recipient-suggestions.tsx';

/** Who writes in. */
export function addCustomerRoutes(app: WebApp, web: WebContext): void {
  app.get('/customers', showCustomers(web));
  app.get('/customers/suggestions', suggestRecipients(web));
  app.get('/customers/:id', showCustomer(web));
  app.post('/customers/:id', updateCustomer(web));
  app.post('/customers/:id/block', switchBlock(web, true));
  app.post('/customers/:id/release', switchBlock(web, false));
  app.get('/customers/:id/merges', requireAdmin, showMerge(web));
  app.post('/customers/:id/merges', requireAdmin, createMerge(web));
  app.get('/customers/:id/export', requireAdmin, sendExport(web));
  app.get('/customers/:id/erasure', requireAdmin, showErasure(web));
  app.post('/customers/:id/erasure', requireAdmin, createErasure(web));
}
