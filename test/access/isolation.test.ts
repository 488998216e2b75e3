import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PERMISSIONS } from '../../src/access/permissions.js';
import type { Role } from '../../src/access/viewer.js';
import { sql } from '../../src/shared/sql.js';
import { codeOf } from '../support/answer.js';
import { type Account, openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { type HiddenRows, probesOf, writeHiddenRows } from './hidden-rows.js';
import { payloadProbesOf } from './payload-probes.js';
import { queries } from './random-queries.js';
import { withoutPredicates, withoutSecurity } from './taken-away.js';

const FEW = ['public', 'shanghai', 'guangdong', 'county', 'office'] as const;
const VIEWERS = [...FEW, 'chamber', 'village', 'otherCounty', 'province', 'auditor'] as const;
type Who = (typeof VIEWERS)[number];

// Policies are compared with the predicates for every viewer by policies.test.ts; here it is the program's statements that are.
describe.each([
  ['a server', openPlatform, VIEWERS, 16],
  ['the embedded database', openEmbeddedPlatform, FEW, 6],
] as const)('on %s', (_where, opening, viewers: readonly Who[], howMany) => {
  const given = useWorld(() => opening(), 60);
  let rows: HiddenRows;
  beforeAll(async () => {
    rows = await writeHiddenRows(given.platform, given.world);
  }, 30_000);

  const accountOf = (who: Who): Account | undefined => (who === 'public' ? undefined : given.world[who]);
  const modes = {
    both: <Result>(work: () => Promise<Result>) => work(),
    'row security alone': withoutPredicates,
    'the predicates alone': <Result>(work: () => Promise<Result>) => withoutSecurity(given.platform, work),
  } as const;
  type Mode = keyof typeof modes;

  /** What each viewer is answered. The mode stands in the text, so that nothing which was kept of it in another mode is used. */
  const answers = (mode: Mode, asked: readonly string[]) =>
    modes[mode](async () => {
      const said: Record<string, unknown> = {};
      for (const who of viewers) {
        for (const [index, query] of asked.entries()) {
          const { data, errors } = await given.platform.ask(`# ${mode}\n${query}`, { as: accountOf(who) });
          expect(errors).toEqual([]);
          said[`${who} ${index}`] = data;
        }
      }
      return said;
    });

  const probes = () => Object.values(probesOf(given.world, rows)).map(({ query }) => query);
  const generated = () => fc.sample(queries(given.world, rows), { seed: 4, numRuns: howMany });
  /** What both show of the queries, asked once. */
  const known = new Map<() => string[], Promise<Record<string, unknown>>>();
  const shownByBoth = (asked: () => string[]) => {
    const said = known.get(asked) ?? answers('both', asked());
    known.set(asked, said);
    return said;
  };

  test.each(['row security alone', 'the predicates alone'] as const)(
    '%s shows through every field that gives rows of partners what both of them show',
    async (mode) => {
      expect(await answers(mode, probes())).toEqual(await shownByBoth(probes));
    },
    120_000,
  );

  test.each(['row security alone', 'the predicates alone'] as const)(
    '%s shows through generated queries what both of them show: rows, nested pages, totals, sums, where a page ends',
    async (mode) => {
      expect(await answers(mode, generated())).toEqual(await shownByBoth(generated));
    },
    180_000,
  );

  test('some of the generated queries differ between those who see more and those who see less', async () => {
    const said = await shownByBoth(generated);
    const differing = generated().filter((_query, index) => JSON.stringify(said[`public ${index}`]) !== JSON.stringify(said[`shanghai ${index}`]));
    expect(differing.length).toBeGreaterThan(howMany / 4);
  }, 60_000);

  test.each(['row security alone', 'the predicates alone'] as const)(
    'with %s a write that names a row which the writer does not see is answered as if there were none',
    async (mode) => {
      const { platform, world } = given;
      for (const probe of Object.values(payloadProbesOf(platform, world))) {
        if (probe.named === null) continue;
        const input = await probe.input();
        await modes[mode](async () => {
          for (const { role, as } of probe.blind) {
            const may = (PERMISSIONS[probe.action] as readonly Role[]).includes(role);
            const refusal = role === 'PUBLIC' ? 'UNAUTHENTICATED' : may ? 'NOT_FOUND' : 'FORBIDDEN';
            const answer = await platform.write(as, probe.action, input, randomUUID());
            expect([probe.action, role, codeOf(answer), answer.data]).toEqual([probe.action, role, refusal, null]);
          }
        });
      }
    },
    60_000,
  );

  test('viewers who ask and write at once are each answered as if they were alone, also where statements fail between them', async () => {
    const { platform, world } = given;
    const query = '{ viewer { role } contributions(first: 100) { totalCount nodes { id } } projects(first: 100) { totalCount } }';
    const alone = new Map<string, unknown>();
    for (const who of viewers) alone.set(who, await platform.read(query, { as: accountOf(who) }));
    const wrong: string[] = [];
    await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const who = viewers[index % viewers.length] as Who;
        // Of these some end in the middle of a transaction, by a rule that is broken or a row that is not there.
        if (index % 5 === 0)
          await platform.write(world.shanghai, 'logContribution', {
            project: world.project,
            flowClass: 'DONATION',
            amount: '-1',
            occurredOn: '2020-05-01',
          });
        if (index % 7 === 0) await platform.ask('{ impact(filter: { place: "999999" }) { counts { projects } } }', { as: accountOf(who) });
        const said = await platform.read(query, { as: accountOf(who) });
        if (JSON.stringify(said) !== JSON.stringify(alone.get(who))) wrong.push(who);
      }),
    );
    expect(wrong).toEqual([]);
    // What the connections are left with: nobody.
    const left = await Promise.all(
      Array.from({ length: 60 }, () =>
        sql<{
          who: string;
        }>`select concat(current_user, ' ', current_setting('xieshou.role', true), current_setting('xieshou.partner', true)) as who, pg_sleep(0.01)`.execute(
          platform.database.pool,
        ),
      ),
    );
    expect([...new Set(left.flatMap(({ rows: [row] }) => row?.who.trim()))]).toEqual(['xieshou_app']);
  }, 120_000);
});
