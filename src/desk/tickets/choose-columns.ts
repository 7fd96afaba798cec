import * as z from 'zod';
import { putListColumns } from '../../db/list-columns.ts';
import { listColumns } from '../../domain/list-column.ts';
import { defineCommand } from '../command.ts';

/** Somebody signed in: chooses what the ticket list shows him; left out, the usual columns again. */
export const chooseColumns = defineCommand({
  name: 'chooseColumns',
  input: z.strictObject({ columns: z.array(z.enum(listColumns)).readonly().optional() }),
  needs: 'user',
  run: (act, { columns }) => putListColumns(act.tx, act.person(), columns),
});
