import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from '../../src/shared/sql.js';
import { sameFigure } from '../support/life.js';
import { type Account, openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift, newCreditCode, registerPartner } from '../support/world.js';
import { EVERYTHING, instant, readAt } from './looking.js';

/** What happens next. Numbers choose among what there is, and what the ledger refuses then does not happen. */
const EVENT = fc.record({
  what: fc.constantFrom(
    ...(['give', 'give', 'give', 'confirm', 'confirm', 'accept', 'accept', 'correct', 'withdraw', 'return', 'dispute', 'move', 'message'] as const),
    ...(['propose', 'approve', 'fold', 'repair', 'merge', 'unmerge', 'close'] as const),
  ),
  which: fc.nat(1000),
  yuan: fc.integer({ min: 1, max: 100_000 }),
  year: fc.integer({ min: 2016, max: 2020 }),
});

type Event = { what: string; which: number; yuan: number; year: number };

describe.each([
  ['PostgreSQL', openPlatform, 10, 24],
  ['PGlite', openEmbeddedPlatform, 2, 16],
] as const)('on %s, of any history', (_, open, runs, length) => {
  const given = useWorld(open, 60);

  test('every answer that was given is given again as of its instant, to whoever asked', async () => {
    const { platform, world } = given;
    const twin = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '同名公司', creditCode: newCreditCode() });
    const contributions: { id: string; by: Account }[] = [];
    const projects: { id: string; by: Account }[] = [{ id: world.project, by: world.shanghai }];
    let remembered: { who: keyof typeof viewers; asOf: string; answer: unknown }[] = [];
    const viewers = { public: undefined, shanghai: world.shanghai, enterprise: world.enterprise, county: world.county, office: world.office };

    async function happen({ what, which, yuan, year }: Event): Promise<void> {
      const at = <Thing>(things: readonly Thing[]) => things[which % Math.max(1, things.length)];
      const write = async (as: Account, action: string, input: object) => {
        const answer = await platform.write(as, action, input);
        const [written] = Object.values((answer.data?.[action] ?? {}) as Record<string, { id: string } | null>);
        return written?.id;
      };
      const one = at(contributions);
      const project = at(projects);
      switch (what) {
        case 'give': {
          const inKind = which % 5 === 0 && { form: 'GOODS', amount: null, lines: [{ item: '化肥', quantity: '2.5', unit: '吨' }] };
          // Into the fund, which takes cash alone, into the project that is approved, or into any.
          const { to, by } = [
            { to: { fund: world.fund, ...(inKind && { form: 'CASH', lines: null, amount: String(yuan) }) }, by: world.shanghai },
            { to: { project: world.project }, by: world.shanghai },
            { to: { project: project?.id }, by: project?.by ?? world.shanghai },
          ][which % 3] as { to: object; by: Account };
          const id = await write(
            by,
            'logContribution',
            gift({ amount: String(yuan), occurredOn: `${year}-05-01`, draft: which % 7 === 0, ...inKind, ...to }),
          );
          if (id !== undefined) contributions.push({ id, by });
          return;
        }
        case 'move': {
          const id =
            one &&
            (await write(
              world.shanghai,
              'logContribution',
              gift({ onwardFrom: one.id, project: world.project, amount: '1', occurredOn: '2020-12-01' }),
            ));
          if (id !== undefined) contributions.push({ id, by: world.shanghai });
          return;
        }
        case 'confirm':
        case 'dispute':
          if (one) {
            const figure = await sameFigure(platform, one.id);
            await write(
              which % 2 === 0 ? world.county : world.office,
              'confirmContribution',
              what === 'confirm' ? figure : { ...figure, amount: '1' },
            );
          }
          return;
        case 'accept':
          if (one) await write(world.otherOffice, 'acceptContribution', { contribution: one.id });
          return;
        case 'correct': {
          const id = one && (await write(one.by, 'correctContribution', { contribution: one.id, reason: '笔误', amount: String(yuan) }));
          if (id !== undefined && one) contributions.push({ id, by: one.by });
          return;
        }
        case 'withdraw':
          if (one) await write(one.by, 'withdrawContribution', { contribution: one.id });
          return;
        case 'return':
          if (one) await write(world.office, 'returnContribution', { contribution: one.id, reason: '请核对' });
          return;
        case 'message':
          if (one) await write(one.by, 'sendContributionMessage', { contribution: one.id, body: `第 ${yuan} 号` });
          return;
        case 'propose': {
          const by = which % 2 === 0 ? world.enterprise : world.shanghai;
          const where =
            which % 2 === 0
              ? { programme: 'TEN_THOUSAND_ENTERPRISES', places: [{ place: world.villageId }] }
              : { programme: 'EAST_WEST', places: [{ place: '533323' }] };
          const id = await write(by, 'proposeProject', { nameZh: `项目${yuan}`, sector: '31120', ...where });
          if (id !== undefined) projects.push({ id, by });
          return;
        }
        case 'approve':
          if (project) await write(world.office, 'approveProject', { project: project.id });
          return;
        case 'merge':
          await write(world.office, 'mergePartners', { kept: twin.id, merged: world.enterpriseId, reason: '同一家' });
          return;
        case 'unmerge':
          await write(world.office, 'unmergePartners', { merged: world.enterpriseId, reason: '并错了' });
          // Whoever acted for the other record as well does so no more, and does not by looking back.
          remembered = remembered.filter(({ who }) => who !== 'enterprise');
          return;
        case 'close': {
          const period = await write(world.office, 'openPeriod', {
            ...{ programme: 'EAST_WEST', code: String(year), nameZh: `${year} 年`, nameEn: String(year) },
            ...{ startsOn: `${year}-01-01`, endsOn: `${year}-12-31`, dueOn: `${year + 1}-01-31` },
          });
          if (period !== undefined) await write(world.office, 'closePeriod', { period, leaveOut: true });
          return;
        }
        default:
          await platform.rows(what === 'fold' ? sql`select impact_fold()` : sql`select impact_repair()`);
      }
    }

    const partner = `partner: node(id: "${world.enterpriseId}", @) { ... on Partner { nameZh impact { money { net { fen } gross { fen } } counts { contributions projects partners } } } }
      county: place(code: "533323", @) { impact { money { net { fen } rows } counts { contributions projects partners places(level: VILLAGE) } } }
      within: places(filter: { within: "5333", level: COUNTY }, first: 20, @) { nodes { code impact { money { net { fen } } } } }`;
    const fields = `${EVERYTHING} ${partner}`;
    await fc.assert(
      fc.asyncProperty(fc.array(EVENT, { minLength: length, maxLength: length }), async (events) => {
        for (const [index, event] of events.entries()) {
          await happen(event);
          if (index % 4 > 0) continue;
          const who = Object.keys(viewers)[(index / 4) % 5] as keyof typeof viewers;
          const asOf = await instant();
          remembered.push({ who, asOf, answer: await readAt(platform, fields, null, viewers[who]) });
        }
        for (const { who, asOf, answer } of remembered) {
          expect([who, asOf, await readAt(platform, fields, asOf, viewers[who])]).toEqual([who, asOf, answer]);
        }
        remembered.splice(0, remembered.length - 4);
      }),
      { numRuns: runs, endOnFailure: true, interruptAfterTimeLimit: 90_000 },
    );
    expect(contributions.length).toBeGreaterThan(0);
  }, 240_000);
});
