import type { WebApp, WebContext } from '../context.ts';
import { sendReport, showReport } from './reports.tsx';

/** What was done, and how long it took. */
export function addReportRoutes(app: WebApp, web: WebContext): void {
  app.get('/reports', showReport(web));
  app.get('/reports/file', sendReport(web));
}
