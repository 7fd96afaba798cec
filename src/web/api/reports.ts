import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { changeBy } from '../../domain/change-by.ts';
import { isTimeZone } from '../../domain/day-time.ts';
import { reportViews, usualReportSpan } from '../../domain/report.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { idText } from './fields.ts';

const Spread = z
  .object({
    count: z.int(),
    median: z.int().nullable().openapi({ description: 'Seconds.' }),
    p90: z.int().nullable().openapi({ description: 'Seconds; nine of ten took no longer.' }),
  })
  .openapi('Spread');
const figures = {
  opened: z.int(),
  closed: z.int().openapi({ description: 'And not opened again since.' }),
  firstAnswer: Spread.openapi({ description: 'Tickets that were answered first within the span.' }),
  timeToClose: Spread,
};
const Report = z
  .object({
    from: z.string(),
    until: z.string(),
    rows: z.array(
      z.object({
        key: z.string().openapi({
          description: 'A day, the Monday of a week, or the id of a group or owner (0: nobody).',
        }),
        ...figures,
        waiting: z.int().nullable().openapi({ description: 'Now; null for days and weeks.' }),
      }),
    ),
    total: z.object({ ...figures, waiting: z.int() }),
  })
  .openapi('Report');

const dayText = z.string().openapi({ format: 'date', example: '2026-03-01' });

/** What was done, and how long it took. */
export function addReportEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/reports',
      tag: 'Reports',
      scope: 'tickets:read',
      query: z.object({
        from: dayText.optional().openapi({ description: 'Left out, 30 days up to today.' }),
        until: dayText.optional(),
        timeZone: z
          .string()
          .max(60)
          .refine(isTimeZone, 'Expected a time zone like Europe/Berlin.')
          .optional()
          .openapi({ default: 'UTC', description: 'By whose clock days begin (IANA).' }),
        by: z.enum(reportViews).optional().openapi({ default: 'day' }),
        group: idText.optional(),
        owner: z
          .union([z.literal('nobody'), idText])
          .optional()
          .openapi({ type: 'string', description: 'The id of a user, or `nobody`.' }),
      }),
      summary: 'Count what was opened and closed, and how long it took, in the groups that the token may see',
      answer: Report,
    },
    async ({ caller, query }) => {
      const { timeZone = 'UTC' } = query;
      const span = changeBy(usualReportSpan(new Date(), timeZone), { from: query.from, until: query.until });
      const ownerId = query.owner === 'nobody' ? null : query.owner;
      const asked = { ...span, timeZone, by: query.by ?? 'day', groupId: query.group, ownerId };
      const { rows, total } = await web.reads.loadReport(caller.viewer, asked);
      return { ...span, rows, total };
    },
  );
}
