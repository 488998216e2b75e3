import type pg from 'pg';
import { issueToken } from '../../src/access/tokens.js';
import { openDatabase } from '../../src/database.js';
import { encodeId } from '../../src/shared/id.js';

/** Somebody who logs contributions to a project of its own. */
export interface Giver {
  readonly token: string;
  readonly project: string;
}

export const GIVERS = 64;

// Firms and departments, which have one village: nobody of them writes for two counties.
const CANDIDATES = `
  select distinct on (lead_partner_id) lead_partner_id, project.id, place.county_id
  from project join place on place.id = project.place_id
  where project.synthetic and project.programme in ('TEN_THOUSAND_ENTERPRISES', 'DEPARTMENT_HOOKUP') and status <> 'CANCELLED'
  order by lead_partner_id, project.id`;

interface Candidate {
  readonly lead_partner_id: string;
  readonly id: string;
}

export interface SignedIn {
  /** Partners with a project each, in as many counties, and all in one county. */
  readonly giversApart: readonly Giver[];
  readonly giversTogether: readonly Giver[];
  /** The token of a programme office, and of the county for which most waits. */
  readonly office: string;
  readonly county: string;
}

/** Accounts with tokens: partners with projects in 64 counties, as many in one county, an office and a county. */
export async function findGivers(client: pg.Client, url: string): Promise<SignedIn> {
  const apart = await client.query<Candidate>(
    `select distinct on (county_id) lead_partner_id, id from (${CANDIDATES}) as candidate order by county_id, id limit ${GIVERS}`,
  );
  const together = await client.query<Candidate>(
    `with candidate as (${CANDIDATES})
     select lead_partner_id, id from candidate
     where county_id = (select county_id from candidate group by county_id order by count(*) desc, county_id limit 1)
     order by id limit ${GIVERS}`,
  );
  const desk = await client.query<{ id: string }>(
    `select desk_id::text as id from waiting_item join place on place.id = desk_id where level = 'COUNTY' group by desk_id order by count(*) desc, desk_id limit 1`,
  );
  const database = await openDatabase({ kind: 'postgresql', url, connections: 1 }, 'OWNER');
  const tokenFor = async (role: string, partner: string | null, place: string | null = null) => {
    const { rows } = await client.query<{ id: string }>(
      `with known as (
         select account.id from account join membership on membership.account_id = account.id
         where role = $1 and partner_id is not distinct from $2 and place_id is not distinct from $3 and name = 'bench'),
       made as (insert into account (name) select 'bench' where not exists (select from known) returning id),
       joined as (insert into membership (account_id, role, partner_id, place_id) select id, $1, $2, $3 from made)
       select id::text from known union all select id::text from made`,
      [role, partner, place],
    );
    return issueToken(database.pool, rows[0]?.id ?? '', 1);
  };
  const signedIn = async ({ lead_partner_id: partner, id }: Candidate): Promise<Giver> => ({
    token: await tokenFor('PARTNER', partner),
    project: encodeId('Project', id),
  });
  const givers = {
    giversApart: await inTurn(apart.rows, signedIn),
    giversTogether: await inTurn(together.rows, signedIn),
    office: await tokenFor('PROGRAMME_OFFICE', null),
    county: await tokenFor('PLACE', null, desk.rows[0]?.id ?? ''),
  };
  await database.close();
  return givers;
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
