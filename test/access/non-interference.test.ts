import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DocumentNode, type GraphQLObjectType, getNamedType, isEnumType, isObjectType, parse, validate } from 'graphql';
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

const QUERIES = Number(process.env.XIESHOU_QUERIES ?? 2_000);
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
  const code = codeOf(answer);
  if (code !== null && !/^[A-Z_]+$/.test(code)) throw new Error(`${who} is answered with ${code}`);
  return JSON.stringify(answer);
}

/** What a viewer is answered where there are rows that are not theirs, and where there are none; null where that is the same. */
async function difference(
  query: string,
  document: DocumentNode,
  who: Who,
): Promise<{ query: string; who: Who; with: string; without: string } | null> {
  const [beside, alone] = await Promise.all([asked(four.platforms[VIEWERS[who]], document, who), asked(four.platforms.base, document, who)]);
  return beside === alone ? null : { query, who, with: beside, without: alone };
}

/** The ids of rows of every type that a query can name, of whosever they are, and cursors of pages that show them. */
async function namesIn({ platforms, world }: FourTimes): Promise<Names> {
  const ids: Record<string, string[]> = {};
  for (const { name } of schema.getPossibleTypes(schema.getType('Node') as never)) {
    const shape = findShape(name);
    if (!shape) continue;
    const few = async (where: Where) =>
      (
        await platforms[where].rows<{ id: string }>(
          sql`select id::text as id from (select id from ${shape.from} order by md5(id::text) limit 60) as some`,
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

function generated(seed: number, howMany: number): { query: string; document: DocumentNode }[] {
  const queries = new SchemaQueries(schema, names, new Random(seed, 'queries'));
  return Array.from({ length: howMany }, () => {
    const query = queries.next();
    const document = parse(query);
    expect([query, validate(schema, document)]).toEqual([query, []]);
    return { query, document };
  });
}

test(`whoever asks any of ${QUERIES} generated queries is answered as if rows that are not theirs were not there`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
      const wrong = await Promise.all(
        generated(seed, BATCH).flatMap(({ query, document }) => EVERYBODY.map((who) => difference(query, document, who))),
      );
      expect(wrong.filter((one) => one !== null).slice(0, 3)).toEqual([]);
    }),
    { numRuns: QUERIES / BATCH, endOnFailure: true },
  );
}, 400_000);

describe('where one kind of row is shown to everybody, the queries tell', () => {
  const hidden = allShapes().filter(({ visibility }) => !/PUBLIC_FACT|PART_OF_ITS_OWNER/.test(visibility.policy));
  test.each(hidden.map(({ type }) => [type] as const))(
    '%s',
    async (type) => {
      const { visibility } = hidden.find((shape) => shape.type === type) as (typeof hidden)[number];
      const open = visibility as { predicate: unknown };
      const { predicate } = open;
      open.predicate = () => sql`true`;
      try {
        await withoutSecurity(four.platforms.base, () =>
          withoutSecurity(four.platforms.whole, async () => {
            for (let seed = 0; seed < 40; seed += 1) {
              const found = await Promise.all(
                generated(seed, BATCH).flatMap(({ query, document }) => (['public'] as const).map((who) => difference(query, document, who))),
              );
              if (found.some((one) => one !== null)) return;
            }
            throw new Error(`Expected a difference, found none`);
          }),
        );
      } finally {
        open.predicate = predicate;
      }
    },
    120_000,
  );
});
