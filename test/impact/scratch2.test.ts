import { afterAll, beforeAll, test } from '@jest/globals';
import { openPlatform, type Platform } from '../support/platform.js';
import { writeFileSync } from 'node:fs';
import pg from 'pg';
const log: any[] = [];
const proto = pg.Client.prototype as any;
const original = proto.query;
proto.query = function (...args: any[]) { const f = args[0]; log.push([typeof f === 'string' ? f : f.text, typeof f === 'string' ? args[1] : f.values]); return original.apply(this, args); };

let platform: Platform;
beforeAll(async () => { platform = await openPlatform('demonstration'); }, 120_000);
afterAll(() => platform?.close());

async function explain(name: string, q: string) {
  log.length = 0;
  await platform.ask(q);
  const mine = [...log];
  const client = new pg.Client({ connectionString: (platform.database.storage as any).url });
  await client.connect();
  let out = '';
  for (const [text, values] of mine) {
    if (!/^\s*select/i.test(text) || !/(contribution|place)/.test(text)) continue;
    const { rows } = await client.query(`explain (analyze, settings off) ${text}`, values);
    out += `-- ${name}\n${text}\n${JSON.stringify(values)}\n${rows.map((r: any) => r['QUERY PLAN']).join('\n')}\n\n`;
  }
  await client.end();
  writeFileSync(`/tmp/impactdev/explain-${name}.txt`, out);
}
test('explain', async () => {
  await explain('county', '{ impact { breakdown(by: [COUNTY], first: 100) { nodes { county { code } money { flowClass stage net { fen } } } } } }');
  await explain('money', '{ impact { money { flowClass stage net { fen } } } }');
  await explain('counts', '{ impact { counts { projects } } }');
  await explain('place100', '{ places(filter: { level: COUNTY, within: "53" }, first: 100) { nodes { code impact { money { flowClass } } } } }');
  await explain('placecounts100', '{ places(filter: { level: COUNTY, within: "53" }, first: 100) { nodes { code impact { counts { projects } } } } }');
  await explain('placeinkind100', '{ places(filter: { level: COUNTY, within: "53" }, first: 100) { nodes { code impact { inKind { quantity } } } } }');
  await explain('placeleft100', '{ places(filter: { level: COUNTY, within: "53" }, first: 100) { nodes { code impact { leftOut { rows } } } } }');
  await explain('filterplace', '{ impact(filter: { place: "533323" }) { money { net { fen } } } }');
  await explain('partners', '{ partners(filter: { kinds: [ENTERPRISE] }, first: 10) { nodes { impact { money { net { fen } } } } } }');
  await explain('funds', '{ funds(first: 10) { nodes { impact { money { net { fen } } } } } }');
}, 400_000);
