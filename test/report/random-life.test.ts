import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import type { Account } from '../support/platform.js';
import { openPeriod, reportNow, reportOwed } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, OTHER_COUNTY, registerPartner } from '../support/world.js';

const given = useWorld();

/** A report as the rules have it, told apart from what the program says: of a partner that is paired with two counties of one prefecture. */
interface Model {
  state: string;
  round: number;
  isWritten: boolean;
  accepted: readonly Who[];
}

const WHO = ['partner', 'county', 'otherCounty', 'prefecture', 'province', 'office', 'village', 'stranger'] as const;
type Who = (typeof WHO)[number];

const BELOW: Partial<Record<Who, readonly Who[]>> = {
  county: [],
  otherCounty: [],
  prefecture: ['county', 'otherCounty'],
  province: ['county', 'otherCounty', 'prefecture'],
};

const isBeingWritten = ({ state }: Model) => state === 'OWED' || state === 'RETURNED';
const isTurn = ({ state, accepted }: Model, who: Who) =>
  state === 'SUBMITTED' && BELOW[who] !== undefined && !accepted.includes(who) && BELOW[who].every((below) => accepted.includes(below));

/** What each step makes of a report; null where it is refused. */
const STEPS: Record<string, (model: Model, who: Who) => Partial<Model> | null> = {
  saveReport: (model, who) => (who === 'partner' && isBeingWritten(model) ? { isWritten: true } : null),
  submitReport: (model, who) =>
    who === 'partner' && isBeingWritten(model) && model.isWritten
      ? { state: 'SUBMITTED', round: model.round + 1, isWritten: false, accepted: [] }
      : null,
  acceptReport: (model, who) => {
    if (!isTurn(model, who)) return null;
    const accepted = [...model.accepted, who];
    return { accepted, state: accepted.length === 4 ? 'ACCEPTED' : 'SUBMITTED' };
  },
  returnReport: (model, who) => (isTurn(model, who) ? { state: 'RETURNED' } : null),
};

const onward: readonly (readonly [string, Who])[] = [
  ['saveReport', 'partner'],
  ['submitReport', 'partner'],
  ['acceptReport', 'county'],
  ['acceptReport', 'otherCounty'],
  ['acceptReport', 'prefecture'],
  ['acceptReport', 'province'],
];
const step = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...onward) },
  { weight: 1, arbitrary: fc.constantFrom(...(['county', 'prefecture', 'province'] as const).map((who) => ['returnReport', who] as const)) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.constantFrom(...WHO)) },
);
const lives = fc.record({ first: fc.nat(5), further: fc.array(step, { minLength: 10, maxLength: 30 }) });

test('of random steps by anybody exactly those are taken that the life of a report has, and every invariant stands after them', async () => {
  const { platform, world } = given;
  const period = await openPeriod(platform, world, { programme: 'FIXED_POINT' });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(lives, async ({ first, further }) => {
      const partner = await registerPartner(platform, world.office, { kind: 'CENTRAL_UNIT', nameZh: '随机单位' });
      for (const place of [COUNTY, OTHER_COUNTY]) {
        await platform.done(world.office, 'agreePairing', { programme: 'FIXED_POINT', partner: partner.id, place, startedOn: '2012-01-01' });
      }
      const { id: report } = await reportOwed(platform, world, period, partner.id);
      const accounts: Record<Who, Account> = { ...world, partner: partner.account, stranger: world.chamber };
      let model: Model = { state: 'OWED', round: 0, isWritten: false, accepted: [] };
      for (const [action, who] of [...onward.slice(0, first), ...further]) {
        const { version } = await reportNow(platform, report);
        const expected = STEPS[action]?.(model, who) ?? null;
        const input = /accept|return/.test(action) ? { round: Math.max(1, model.round), reason: '说明' } : { version, narrative: '总结' };
        const answer = await platform.write(accounts[who], action, only(action, { report, ...input }));
        expect([action, who, model, codeOf(answer) === null]).toEqual([action, who, model, expected !== null]);
        model = { ...model, ...expected };
        expect(await reportNow(platform, report)).toMatchObject({ state: model.state, round: model.round });
        seen.add(model.state);
      }
      expect(await brokenChecks(platform.owner)).toEqual({});
    }),
    { numRuns: 25, endOnFailure: true },
  );
  expect([...seen].sort()).toEqual(['ACCEPTED', 'OWED', 'RETURNED', 'SUBMITTED']);
}, 120_000);

/** What the step takes of what is given. */
function only(action: string, { reason, narrative, ...input }: { report: string; reason?: string; narrative?: string }): object {
  if (action === 'returnReport') return { ...input, reason };
  return action === 'saveReport' ? { ...input, narrative } : input;
}
