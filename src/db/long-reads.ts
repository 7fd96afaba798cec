import type { Report, ReportQuery } from '../domain/report.ts';
import type { Trace } from '../domain/trace.ts';
import type { Reader } from './care/open.ts';
import { type CustomerPage, type CustomerSearch, listCustomers } from './customer-list.ts';
import { findOwnMail, type OwnMail } from './customer-mail.ts';
import { type ErasurePreview, previewErasure } from './erasure-preview.ts';
import { listOutbox, type OutboxPage, type OutboxQuery } from './outbox-list.ts';
import { loadReport } from './reports.ts';
import { type SearchResult, searchTickets, type TicketSearch } from './search.ts';
import type { Viewer } from './ticket-access.ts';
import { traceMail } from './trace.ts';

/** Reads that may walk through much of the data file; the program asks a thread of its own for them. */
export interface LongReads {
  searchTickets(viewer: Viewer, search: TicketSearch): Promise<SearchResult>;
  listCustomers(viewer: Viewer, search: CustomerSearch): Promise<CustomerPage>;
  listOutbox(viewer: Viewer, query: OutboxQuery): Promise<OutboxPage>;
  traceMail(viewer: Viewer, input: string): Promise<Trace | undefined>;
  previewErasure(customerId: number, addresses: readonly string[]): Promise<ErasurePreview>;
  findOwnMail(customerId: number, addresses: readonly string[]): Promise<OwnMail>;
  loadReport(viewer: Viewer, query: ReportQuery): Promise<Report>;
}

export function createLongReads(db: Reader): LongReads {
  return {
    searchTickets: (viewer, search) => searchTickets(db, viewer, search),
    listCustomers: (viewer, search) => listCustomers(db, viewer, search),
    listOutbox: (viewer, query) => listOutbox(db, viewer, query),
    traceMail: (viewer, input) => traceMail(db, viewer, input),
    previewErasure: (customerId, addresses) => previewErasure(db, customerId, addresses),
    findOwnMail: (customerId, addresses) => findOwnMail(db, customerId, addresses),
    loadReport: (viewer, query) => loadReport(db, viewer, query),
  };
}
