import type { SqlRunner } from './bulk.js';

/** How many of the agreements wait for a signature. */
const DRAFTS = 2;

/** Agreements behind the pairings of provinces, cities and districts that are in force, signed by both sides, amended, or waiting for a signature: all examples. */
export async function writeAgreements(runner: SqlRunner): Promise<void> {
  await runner.execute(`
    insert into agreement (pairing_id, number, title, terms, starts_on, drafted_for, synthetic)
    select id, '示例〔' || extract(year from starts_on) || '〕' || row_number() over (order by id) || '号', '示例：东西部扶贫协作协议',
      '示例：在产业合作、劳务协作、人才支援、资金支持等方面开展协作。', starts_on, 'partner:' || partner_id, true
    from (select *, coalesce(started_on, '2016-01-01') as starts_on from pairing where programme = 'EAST_WEST' and ended_on is null) as paired
    order by id`);
  await runner.execute(
    `insert into agreement_signature (agreement_id, side, signed_on, signatory_name, signatory_title, synthetic)
     select id, side, starts_on, '示例', '示例：负责人', true
     from (select *, row_number() over (order by id desc) as nth from agreement) as drafted cross join unnest(array['PARTNER', 'PLACE']) as side
     where nth > $1 or side = 'PARTNER'
     order by id, side`,
    [DRAFTS],
  );
  // Of those in force, the first is amended, and an amendment of the second waits for the place.
  await runner.execute(`
    insert into agreement_amendment (agreement_id, summary, effective_on, drafted_for, synthetic)
    select id, '示例：自次年起增加协作资金。', starts_on + 365, drafted_for, true from agreement where state = 'IN_FORCE' order by id limit 2`);
  await runner.execute(`
    insert into agreement_signature (agreement_id, amendment_id, side, signed_on, signatory_name, signatory_title, synthetic)
    select agreement_id, id, side, effective_on, '示例', '示例：负责人', true
    from (select *, row_number() over (order by id) as nth from agreement_amendment) as drafted cross join unnest(array['PARTNER', 'PLACE']) as side
    where nth = 1 or side = 'PARTNER'
    order by id, side`);
}
