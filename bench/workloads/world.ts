import type pg from 'pg';
import { Chance } from './chance.js';
import { findGivers, type SignedIn } from './givers.js';

export interface Position {
  readonly id: string;
  readonly programme: string;
  readonly occurredOn: string;
}

/** What the workloads ask about, drawn from the ledger: the same of the same ledger. */
export interface World extends SignedIn {
  readonly projects: readonly Pick<Position, 'id' | 'programme'>[];
  readonly contributions: readonly Position[];
  readonly partners: readonly string[];
  readonly shanghai: string;
  /** Names of organisations that there are, and of examples, which differ in their numbers. */
  readonly realNames: readonly string[];
  readonly exampleNames: readonly string[];
  readonly province: string;
  /** The hundredth county in the order of codes: after it the map's second page begins. */
  readonly hundredthCounty: { readonly code: string; readonly id: string };
  readonly villages: readonly string[];
  /** The instant by which the ledger had been loaded; some of it was accepted later. */
  readonly loadedAt: string;
}

const SAMPLE = 400;

export async function drawWorld(client: pg.Client, url: string): Promise<World> {
  const rows = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => (await client.query<Row>(text, values)).rows;
  const one = async <Row extends pg.QueryResultRow>(text: string): Promise<Row> => {
    const [row] = await rows<Row>(text);
    if (row === undefined) throw new Error(`Expected a row, got none for ${text}`);
    return row;
  };
  const chance = new Chance(7);
  const someOf = async <Row extends pg.QueryResultRow>(table: string, columns: string, condition: string) => {
    const { last } = await one<{ last: string }>(`select max(id) as last from ${table} where synthetic`);
    const ids = Array.from({ length: SAMPLE }, () => 1 + chance.below(Number(last)));
    return rows<Row>(`select id::text, ${columns} from ${table} where id = any ($1) and ${condition} order by md5(id::text)`, [ids]);
  };

  const contributions = await someOf<Position & { partner: string }>(
    'contribution',
    'programme, occurred_on::text as "occurredOn", partner_id::text as partner',
    `state = 'ACCEPTED'`,
  );
  const partners = await someOf<{ name: string }>('partner', 'name_zh as name', 'true');
  return {
    projects: await someOf('project', 'programme', 'true'),
    contributions,
    partners: [...new Set(contributions.map(({ partner }) => partner))],
    shanghai: (await one<{ id: string }>(`select id::text from partner where name_zh = '上海市'`)).id,
    realNames: (await rows<{ name: string }>('select name_zh as name from partner where not synthetic order by id')).map(({ name }) => name),
    exampleNames: partners.map(({ name }) => name),
    villages: (await rows<{ name: string }>(`select name_zh as name from place where level = 'VILLAGE' order by md5(id::text) limit ${SAMPLE}`)).map(
      ({ name }) => name,
    ),
    province: (await one<{ id: string }>(`select id::text from place where code = '53'`)).id,
    hundredthCounty: await one(
      `select code, place.id::text from place
       where level = 'COUNTY' and replaced_by_id is null and province_id = (select id from place where code = '53')
       order by coalesce(code, ''), id offset 99 limit 1`,
    ),
    loadedAt: (
      await one<{ at: Date }>(
        `select coalesce(max(at), now()) + interval '1 millisecond' as at from moment where nth = (select since_moment::text::bigint from impact_begun)`,
      )
    ).at.toISOString(),
    ...(await findGivers(client, url)),
  };
}
