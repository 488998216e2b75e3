import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agreementInForce } from '../support/agreement.js';
import { codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import type { Account } from '../support/platform.js';
import { noticePasses, statusOf } from '../support/project-life.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, proposalWithNotice, registerPartner } from '../support/world.js';

const given = useWorld();

/** A project as the rules of its life have it, told apart from what the program says. */
interface Model {
  status: string;
  before: string | null;
  isHeld: boolean;
  isNoticeOver: boolean;
  isAgreementSuspended: boolean;
}

const WHO = ['lead', 'county', 'prefecture', 'office', 'outsider'] as const;
type Who = (typeof WHO)[number];

const isDecider = (who: Who) => who === 'county' || who === 'prefecture' || who === 'office';

/** What each step makes of a project; null where it is refused. */
const STEPS: Record<string, (model: Model, who: Who) => Partial<Model> | null> = {
  openProjectNotice: ({ status }, who) => (isDecider(who) && status === 'PROPOSED' ? { status: 'ON_NOTICE', isNoticeOver: false } : null),
  approveProject: ({ status, isNoticeOver, isAgreementSuspended }, who) =>
    isDecider(who) && status === 'ON_NOTICE' && isNoticeOver && !isAgreementSuspended ? { status: 'APPROVED' } : null,
  returnProject: ({ status, isAgreementSuspended }, who) => {
    if (!isDecider(who)) return null;
    if (['PROPOSED', 'ON_NOTICE'].includes(status)) return { status: 'RETURNED' };
    return ['COMPLETED', 'FIRST_ACCEPTED'].includes(status) && !isAgreementSuspended ? { status: 'UNDER_WAY' } : null;
  },
  acceptProject: ({ status }, who) => {
    if (status === 'COMPLETED' && who === 'county') return { status: 'FIRST_ACCEPTED' };
    return status === 'FIRST_ACCEPTED' && who === 'prefecture' ? { status: 'ACCEPTED' } : null;
  },
  suspendProject: (model, who) => (isDecider(who) && !model.isHeld && isLive(model) ? { isHeld: true, ...held(model) } : null),
  resumeProject: (model, who) =>
    isDecider(who) && model.isHeld && model.status === 'SUSPENDED' ? { isHeld: false, ...(model.isAgreementSuspended ? {} : letGo(model)) } : null,
  suspendAgreement: (model, who) =>
    isDecider(who) && !model.isAgreementSuspended ? { isAgreementSuspended: true, ...(isLive(model) ? held(model) : {}) } : null,
  resumeAgreement: (model, who) =>
    isDecider(who) && model.isAgreementSuspended
      ? { isAgreementSuspended: false, ...(model.status === 'SUSPENDED' && !model.isHeld ? letGo(model) : {}) }
      : null,
  UNDER_WAY: ({ status }, who) => (who === 'lead' && status === 'APPROVED' ? { status: 'UNDER_WAY' } : null),
  COMPLETED: ({ status }, who) => (who === 'lead' && status === 'UNDER_WAY' ? { status: 'COMPLETED' } : null),
  CANCELLED: (model, who) => (who === 'lead' && isLive(model) ? { status: 'CANCELLED', isHeld: false } : null),
  PROPOSED: ({ status }, who) => (who === 'lead' && status === 'RETURNED' ? { status: 'PROPOSED' } : null),
  WITHDRAWN: ({ status }, who) => (who === 'lead' && ['PROPOSED', 'ON_NOTICE', 'RETURNED'].includes(status) ? { status: 'WITHDRAWN' } : null),
};

const isLive = ({ status }: Model) => ['APPROVED', 'UNDER_WAY', 'SUSPENDED'].includes(status);
const held = ({ status, before }: Model) => ({ status: 'SUSPENDED', before: status === 'SUSPENDED' ? before : status });
const letGo = ({ before }: Model) => ({ status: before ?? '', before: null });

/** What leads on, mostly by whose it is, and now and then anything by anybody. */
const onward: readonly (readonly [string, Who])[] = [
  ['openProjectNotice', 'county'],
  ['noticePasses', 'office'],
  ['approveProject', 'office'],
  ['UNDER_WAY', 'lead'],
  ['COMPLETED', 'lead'],
  ['acceptProject', 'county'],
  ['acceptProject', 'prefecture'],
  ['suspendProject', 'county'],
  ['resumeProject', 'county'],
  ['suspendAgreement', 'office'],
  ['resumeAgreement', 'office'],
  ['PROPOSED', 'lead'],
];
const step = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...onward) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.constantFrom(...WHO)) },
);

/** Far into its life at once, so that what comes late is met as often as what comes early. */
const lives = fc.record({ first: fc.nat(7), further: fc.array(step, { minLength: 10, maxLength: 30 }) });

test('of random steps by anybody exactly those are taken that the life of a project has, and every invariant stands after them', async () => {
  const { platform, world } = given;
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(lives, async ({ first, further }) => {
      const partner = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '随机公司' });
      const accounts: Record<Who, Account> = {
        lead: partner.account,
        county: world.county,
        prefecture: world.prefecture,
        office: world.office,
        outsider: world.otherCounty,
      };
      const pairing = await platform.done(world.office, 'agreePairing', {
        programme: 'SOCIAL_DONATION',
        partner: partner.id,
        place: COUNTY,
        startedOn: '2012-01-01',
      });
      const agreement = await agreementInForce(platform, { ...world, shanghai: partner.account }, pairing, world.county);
      const project = await proposalWithNotice(platform, partner.account, { pairings: [pairing] });
      const model: Model = { status: 'PROPOSED', before: null, isHeld: false, isNoticeOver: false, isAgreementSuspended: false };
      for (const [action, who] of [...onward.slice(0, first), ...further]) {
        if (action === 'noticePasses') {
          await noticePasses(platform, project);
          model.isNoticeOver = true;
          continue;
        }
        // A partner that gives its project the status which it has changes nothing.
        const isSame = who === 'lead' && action === model.status;
        const expected = isSame ? {} : (STEPS[action]?.(model, who) ?? null);
        const answer = await take(action, accounts[who]);
        expect([action, who, model.status, codeOf(answer) === null]).toEqual([action, who, model.status, expected !== null]);
        Object.assign(model, expected);
        expect(await statusOf(platform, project)).toBe(model.status);
        seen.add(model.status);
      }
      expect(await brokenChecks(platform.owner)).toEqual({});

      async function take(action: string, as: Account) {
        if (action.endsWith('Agreement')) return platform.write(as, action, { agreement, reason: '核查' });
        const reason = { reason: '说明' };
        if (action === 'acceptProject') return platform.write(as, action, { project, acceptedOn: '2020-11-01' });
        if (/(Project|Notice)$/.test(action)) return platform.write(as, action, { project, ...reason });
        const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Project { version } } }', {
          as: world.office,
          variables: { id: project },
        });
        return platform.write(as, 'updateProject', { project, version: node.version, status: action, ...reason });
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
  expect([...seen].sort()).toEqual(
    expect.arrayContaining(['ACCEPTED', 'APPROVED', 'COMPLETED', 'FIRST_ACCEPTED', 'ON_NOTICE', 'SUSPENDED', 'UNDER_WAY']),
  );
}, 120_000);
