import { afterAll, beforeAll, test } from '@jest/globals';
import { statementsOf } from '../support/statements.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { sql } from '../../src/shared/sql.js';
import pg from 'pg';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform('demonstration');
}, 120_000);
afterAll(() => platform?.close());

async function timed(name: string, q: string, variables = {}) {
  const times: number[] = [];
  let answer: any;
  for (let i = 0; i < 4; i++) {
    const t = performance.now();
    answer = await platform.ask(q, { variables });
    times.push(Math.round(performance.now() - t));
  }
  const text = JSON.stringify(answer.errors.length ? answer.errors : answer.data);
  console.log(name, times.join(' '), 'ms', text.slice(0, 150));
  return answer.data;
}
test('measure', async () => {
  console.log(JSON.stringify(await platform.rows(sql`select (select count(*) from contribution) c, (select count(*) from contribution_part) p, (select count(*) from place) pl, (select count(*) from partner) pa, (select count(*) from fund) f, (select count(*) from contribution where place_mode='SET') sets, (select count(*) from contribution where parent_id is not null) onward, (select count(*) from (select contribution_id from contribution_part join contribution on id = contribution_id where fund_id is not null group by 1 having count(*)>1) x) multi`)));
  const q = process.env['Q'];
  await timed('money', '{ impact { money { flowClass stage net { yiYuan } gross { yiYuan } rows } } }');
  await timed('counts', '{ impact { counts { contributions projects partners pairings c: places(level: COUNTY) v: places(level: VILLAGE) } } }');
  await timed('inKind', '{ impact { inKind { form staffRole unit quantity lines } } }');
  await timed('leftOut', '{ impact { leftOut { reason flowClass stage rows amount { yiYuan } } } }');
  await timed('people', '{ impact { people { unit low high channels { code people } } } }');
  await timed('published', '{ impact { publishedFigures { figure { code } difference } } }');
  await timed('by county', '{ impact { breakdown(by: [COUNTY], first: 100) { totalCount nodes { county { code } money { flowClass stage net { fen } } } } } }');
  await timed('by county rows', '{ impact { breakdown(by: [COUNTY], first: 100) { nodes { county { code } contributions(first: 1) { nodes { id } } } } } }');
  await timed('by county partner rows 20', '{ impact { breakdown(by: [COUNTY, PARTNER], first: 20) { nodes { county { code } partner { nameZh } contributions(first: 5) { nodes { id } } } } } }');
  await timed('100 places money', '{ places(filter: { level: COUNTY, within: "53" }, first: 100) { nodes { code impact { money { flowClass stage net { fen } } } } } }');
  await timed('100 places all', '{ places(filter: { level: COUNTY, within: "53" }, first: 100) { nodes { code impact { money { flowClass stage net { fen } } counts { projects partners } inKind { quantity } } } } }');
  await timed('100 places leftOut', '{ places(filter: { level: COUNTY, within: "53" }, first: 100) { nodes { code impact { leftOut { rows } } } } }');
  await timed('1 place money', '{ place(code: "533323") { impact { money { net { fen } } } } }');
  await timed('1 province money', '{ place(code: "53") { impact { money { net { fen } } } } }');
  await timed('filter place', '{ impact(filter: { place: "533323" }) { money { net { fen } } } }');
  await timed('filter home', '{ impact(filter: { partnerHome: "31" }) { money { net { fen } } } }');
  await timed('filter partner', '{ partners(filter:{search:"上海市"}, first: 1) { nodes { impact { money { net { fen } } contributions { totalCount } } } } }');
  await timed('filter programme', '{ impact(filter: { programme: EAST_WEST }) { money { net { fen } } contributions { totalCount } } }');
  await timed('100 partners', '{ partners(filter: { kinds: [ENTERPRISE] }, first: 100) { nodes { impact { money { net { fen } } } } } }');
  await timed('100 projects', '{ projects(first: 100) { nodes { impact { money { net { fen } } } } } }');
  await timed('funds', '{ funds(first: 100) { nodes { impact { money { net { fen } } } } } }');
  void q; void statementsOf; void pg;
}, 400_000);
