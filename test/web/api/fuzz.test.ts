import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { tokenScopes } from '../../../src/domain/token-scope.ts';
import { openApi } from '../../support/api-client.ts';
import { type ApiDocument, ask, fillPath, loadDocument, type Operation } from '../../support/checked-api.ts';
import { arbitraryOf } from '../../support/schema-arbitrary.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

// Requests made from the document, that fit it or nearly do: none is answered by a fault of ours (500), and every
// answer is what the document says. POSTROOM_FUZZ=RUNS makes so many of each, of a seed that is printed.

const wanted = Number(process.env.POSTROOM_FUZZ ?? 0);
const options = wanted > 0 ? { numRuns: wanted, seed: Date.now() % 2 ** 31 } : { numRuns: 6, seed: 4711 };

let desk: TicketDesk;
let document: ApiDocument;
let adminId: number;
before(async () => {
  desk = await openTicketDesk();
  adminId = (await desk.signIn('admin', 'Ada Admin')).id;
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  document = await loadDocument(desk);
});
after(() => desk.close());

const place = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2', '10001') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('0', '-1', '01', '999999999999999', 'x', '1.0', ' ', '%', '..;', '١'),
  },
);

interface Request {
  readonly at: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly body: unknown;
}

function requestsOf({ path, parameters = [], requestBody }: Operation): fc.Arbitrary<Request> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  // To wait is what it is for.
  const queries = parameters.filter(({ in: where, name }) => where === 'query' && name !== 'wait');
  const schema = requestBody?.content['application/json'].schema;
  const asked = queries.map(({ name, required, schema: each }) => {
    const value = arbitraryOf(each, document.schemas).map((given) => [[name, String(given)]] as const);
    return required === true ? value : fc.oneof(value, fc.constant([] as const));
  });
  return fc.record({
    at: fc.record(Object.fromEntries(names.map((name) => [name, place]))),
    query: fc.tuple(...asked).map((each) => each.flat()),
    body: schema === undefined ? fc.constant(undefined) : arbitraryOf(schema, document.schemas),
  });
}

describe('no request made from the document is answered by a fault of ours', () => {
  test(`${options.numRuns} of each operation, of the seed ${options.seed}`, async (t) => {
    for (const operation of document.operations) {
      await t.test(`${operation.method} ${operation.path}`, async () => {
        const client = await openApi(desk, adminId, [...tokenScopes]);
        const property = fc.asyncProperty(requestsOf(operation), async ({ at, query, body }) => {
          const search = new URLSearchParams(query.map(([name, value]) => [name, value]));
          const target = `${fillPath(operation.path, at)}?${search}`;
          const answer = await ask(client, operation, target, body);
          assert.notEqual(answer.status, 500, JSON.stringify(answer.body));
          document.check(operation, answer);
        });
        await fc.assert(property, options);
      });
    }
  });
});
