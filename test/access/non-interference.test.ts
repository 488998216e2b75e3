import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DocumentNode, type GraphQLObjectType, getNamedType, isEnumType, isObjectType, Kind, parse, print, validate } from 'graphql';
import { Random } from '../../seeds/demo/random.js';
import { contextOf } from '../../src/context.js';
import { createExecutor } from '../../src/execution/compiled.js';
import { allShapes, findShape } from '../../src/reading/shape.js';
import { buildApiSchema } from '../../src/schema.js';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { answerOf, codeOf } from '../support/answer.js';
import type { Account, Platform } from '../support/platform.js';
import { type FourTimes, openFourTimes, type Where } from './interference-world.js';
import { type Names, SchemaQueries } from './schema-queries.js';
import { withoutSecurity } from './taken-away.js';

const QUERIES = Number(process.env.XIESHOU_QUERIES ?? 1_000);
const BATCH = 20;

/** Who asks, and the database which has, beside what `base` has, rows that are not theirs and no others. */
const VIEWERS = {
  public: 'whole',
  village: 'whole',
  county: 'whole',
  enterprise: 'whole',
  shanghai: 'others',
  machine: 'others',
  otherCounty: 'drafts',
  prefecture: 'drafts',
  province: 'drafts',
  office: 'drafts',
  auditor: 'drafts',
  administrator: 'drafts',
} as const satisfies Record<string, Where>;
type Who = keyof typeof VIEWERS;
const EVERYBODY = Object.keys(VIEWERS) as Who[];

/** What only a machine that is told of events would make, and the rows of a sample, which one comes to by their sample and by no id of their own. */
const NOT_ALONE = ['WebhookDelivery', 'WebhookAttempt', 'AuditSampleRow'];

const schema = buildApiSchema();
const execute = createExecutor(schema, { compileAt: 1 });
let four: FourTimes;
let names: Names;

beforeAll(async () => {
  four = await openFourTimes();
  names = await namesIn(four);
}, 120_000);
afterAll(() => four?.close());

function accountOf(who: Who): Account | undefined {
  if (who === 'public') return undefined;
  return who === 'machine' ? four.machine : four.world[who];
}

async function asked({ database }: Platform, document: DocumentNode, who: Who): Promise<string> {
  const as = accountOf(who);
  const context = await contextOf(database, { authorization: as && `Bearer ${as.token}`, 'accept-language': 'zh' }, { address: '192.0.2.1' });
  const answer = answerOf(await execute({ document, variables: {}, context }));
  // Of two fields that fail, either may be the first to take the whole answer with it, so where it was is no part of what is compared.
  const errors = answer.errors.map(({ message, extensions }) => ({ message, extensions }));
  return JSON.stringify({ data: answer.data, errors, code: codeOf(answer) });
}

interface Told {
  readonly who: Who;
  readonly query: string;
  readonly withThem: string;
  readonly withoutThem: string;
}

/**
 * What a viewer is answered where there are rows that are not theirs, and where there are none. Where several fields at the root fail, either
 * may be the first to take the whole answer with it, so those are asked one by one.
 */
async function told(one: Generated, who: Who): Promise<Told> {
  const whole = await toldOnce(one, who);
  if (!differ(whole) || !whole.withThem.includes('"data":null')) return whole;
  const alone = await Promise.all(oneByOne(one).map((field) => toldOnce(field, who)));
  return alone.find(differ) ?? { ...whole, withoutThem: whole.withThem };
}

function oneByOne({ document }: Generated): Generated[] {
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('Expected an operation');
  return operation.selectionSet.selections.map((selection) => {
    const query = print({ ...operation, selectionSet: { ...operation.selectionSet, selections: [selection] } });
    return { query, document: parse(query) };
  });
}

async function toldOnce({ query, document }: Generated, who: Who): Promise<Told> {
  const [withThem, withoutThem] = await Promise.all([asked(four.platforms[VIEWERS[who]], document, who), asked(four.platforms.base, document, who)]);
  return { who, query, withThem, withoutThem };
}

const differ = ({ withThem, withoutThem }: Told) => withThem !== withoutThem;

/** The ids of rows of every type that a query can name, of whosever they are, and cursors of pages that show them. */
async function namesIn({ platforms, world }: FourTimes): Promise<Names> {
  const ids: Record<string, string[]> = {};
  for (const { name } of schema.getPossibleTypes(schema.getType('Node') as never)) {
    const shape = findShape(name);
    if (!shape) continue;
    const few = async (where: Where) =>
      (
        await platforms[where].rows<{ id: string }>(
          sql`select id::text as id from (select id from ${shape.from} order by md5(id::text) limit 60) as few`,
        )
      ).map(({ id }) => encodeId(name, id));
    const found = new Set([...(await few('whole')), ...(await few('others'))]);
    if (found.size > 0) ids[name] = [...found];
  }
  ids.Partner = [world.shanghaiId, world.guangdongId, world.enterpriseId, world.chamberId, world.memberId];
  const cursors: Record<string, string[]> = {};
  for (const field of Object.values((schema.getQueryType() as GraphQLObjectType).getFields())) {
    const type = getNamedType(field.type);
    if (!isObjectType(type) || !type.getFields().edges || field.args.some(({ name }) => name === 'of' || name === 'by')) continue;
    const order = getNamedType(field.args.find(({ name }) => name === 'orderBy')?.type);
    for (const value of isEnumType(order) ? order.getValues().map(({ name }) => name) : ['']) {
      const text = `{ page: ${field.name}(first: 60${value && `, orderBy: ${value}`}) { edges { cursor } } }`;
      for (const as of [world.guangdong, world.auditor]) {
        const { page } = await platforms.whole.read(text, { as });
        cursors[`${field.name} ${value}`] = [
          ...(cursors[`${field.name} ${value}`] ?? []),
          ...page.edges.map(({ cursor }: { cursor: string }) => cursor),
        ];
      }
    }
  }
  return { ids, cursors };
}

interface Generated {
  readonly query: string;
  readonly document: DocumentNode;
}

function generated(seed: number, howMany: number): Generated[] {
  const queries = new SchemaQueries(schema, names, new Random(seed, 'queries'));
  return Array.from({ length: howMany }, () => {
    const query = queries.next();
    const document = parse(query);
    expect([query, validate(schema, document)]).toEqual([query, []]);
    return { query, document };
  });
}

test(`whoever asks any of ${QUERIES} generated queries is answered as if rows that are not theirs were not there`, async () => {
  const codes = new Map<string, number>();
  let rows = 0;
  await fc.assert(
    fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
      // Each is asked by every fourth viewer, in turns.
      const all = await Promise.all(
        generated(seed, BATCH).flatMap((one, index) => EVERYBODY.filter((_, place) => (place + index) % 4 === 0).map((who) => told(one, who))),
      );
      expect(all.filter(differ).slice(0, 3)).toEqual([]);
      expect(all.filter(({ withThem }) => withThem.includes('"code":"UNEXPECTED')).slice(0, 3)).toEqual([]);
      for (const { withThem } of all) {
        const { code } = JSON.parse(withThem) as { code: string | null };
        codes.set(code ?? 'ANSWERED', (codes.get(code ?? 'ANSWERED') ?? 0) + 1);
        if (withThem.includes('"id":')) rows += 1;
      }
    }),
    { numRuns: QUERIES / BATCH, endOnFailure: true },
  );
  // Most are answered, and most answers have rows in them.
  const asked = [...codes.values()].reduce((sum, count) => sum + count, 0);
  expect([...codes.keys()].filter((code) => !['ANSWERED', 'NOT_FOUND', 'BAD_USER_INPUT'].includes(code))).toEqual([]);
  expect((codes.get('ANSWERED') ?? 0) / asked).toBeGreaterThan(0.7);
  expect(rows / asked).toBeGreaterThan(0.3);
}, 1_200_000);

describe('where rows of one type are shown to everybody, the generated queries tell', () => {
  const hidden = allShapes().filter(({ type, visibility }) => !/PUBLIC_FACT|PART_OF_ITS_OWNER/.test(visibility.policy) && !NOT_ALONE.includes(type));

  test('and where none are, none do', async () => {
    await withoutSecurityInBoth(async () => expect(await firstTold('public', '', 5)).toBeNull());
  }, 60_000);

  test.each(hidden.map(({ type }) => [type] as const))(
    '%s',
    async (type) => {
      const visibility = hidden.find((shape) => shape.type === type)?.visibility as { predicate: unknown };
      const { predicate } = visibility;
      visibility.predicate = () => sql`true`;
      try {
        await withoutSecurityInBoth(async () => expect(await firstTold('public', type, 200)).not.toBeNull());
      } finally {
        visibility.predicate = predicate;
      }
    },
    60_000,
  );
});

function withoutSecurityInBoth<Result>(work: () => Promise<Result>): Promise<Result> {
  return withoutSecurity(four.platforms.base, () => withoutSecurity(four.platforms.whole, work));
}

/** The first generated query by which the viewer is told of rows that are not theirs, among those that name the type. */
async function firstTold(who: Who, type: string, batches: number): Promise<Told | null> {
  for (let seed = 1; seed <= batches; seed += 1) {
    const naming = generated(seed, BATCH).filter(({ query }) => query.includes(type));
    const found = (await Promise.all(naming.map((one) => told(one, who)))).find(differ);
    if (found) return found;
  }
  return null;
}
