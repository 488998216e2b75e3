import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { brokenChecks } from '../support/checks.js';
import type { Account } from '../support/platform.js';
import { noticePasses, setStatus } from '../support/project-life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, proposalWithNotice } from '../support/world.js';

const given = useWorld();

const STEPS = {
  OpenNotice: ['openProjectNotice', {}],
  Approve: ['approveProject', {}],
  Return: ['returnProject', { reason: '请补充' }],
  Accept: ['acceptProject', { acceptedOn: '2020-11-01' }],
  Suspend: ['suspendProject', { reason: '雨季' }],
  Resume: ['resumeProject', {}],
  Object: ['objectToProject', { body: '反对' }],
} as const;

const done = (as: Account, action: string, project: string, input: object = {}) => given.platform.done(as, action, { project, ...input });
const lead = (project: string, status: string) => setStatus(given.platform, given.world.shanghai, project, status);

/** How a project comes to be in each state of its life. */
const MAKES = {
  PROPOSED: (): Promise<string> => proposalWithNotice(given.platform, given.world.shanghai),
  ON_NOTICE: async (): Promise<string> => done(given.world.county, 'openProjectNotice', await MAKES.PROPOSED()),
  AFTER_NOTICE: async (): Promise<string> => {
    const project = await MAKES.ON_NOTICE();
    await noticePasses(given.platform, project);
    return project;
  },
  RETURNED: async (): Promise<string> => done(given.world.county, 'returnProject', await MAKES.PROPOSED(), { reason: '请补充' }),
  APPROVED: async (): Promise<string> => approvedProject(given.platform, given.world.shanghai, given.world.office, { places: [{ place: COUNTY }] }),
  UNDER_WAY: async (): Promise<string> => lead(await MAKES.APPROVED(), 'UNDER_WAY'),
  SUSPENDED: async (): Promise<string> => done(given.world.county, 'suspendProject', await MAKES.UNDER_WAY(), { reason: '雨季' }),
  COMPLETED: async (): Promise<string> => lead(await MAKES.UNDER_WAY(), 'COMPLETED'),
  FIRST_ACCEPTED: async (): Promise<string> => done(given.world.county, 'acceptProject', await MAKES.COMPLETED(), { acceptedOn: '2020-11-01' }),
  ACCEPTED: async (): Promise<string> => done(given.world.prefecture, 'acceptProject', await MAKES.FIRST_ACCEPTED(), { acceptedOn: '2020-11-01' }),
  CANCELLED: async (): Promise<string> => lead(await MAKES.UNDER_WAY(), 'CANCELLED'),
  WITHDRAWN: async (): Promise<string> => lead(await MAKES.PROPOSED(), 'WITHDRAWN'),
} as const satisfies Record<string, () => Promise<string>>;

const WHO = ['shanghai', 'village', 'county', 'prefecture', 'office', 'auditor'] as const;

const can = async (id: string, as?: Account) => {
  const { node } = await given.platform.read(
    `query ($id: ID!) { node(id: $id) { ... on Project { viewerCanSet ${Object.keys(STEPS)
      .map((step) => `viewerCan${step}`)
      .join(' ')} } } }`,
    { as, variables: { id } },
  );
  return node as Record<string, unknown> | null;
};

describe.each(Object.keys(MAKES) as (keyof typeof MAKES)[])('of a project that is %s', (state) => {
  test('the viewer is told what the mutations then let through', async () => {
    const { platform, world } = given;
    for (const who of WHO) {
      const said = await can(await MAKES[state](), world[who]);
      const through: string[] = [];
      for (const [step, [action, input]] of Object.entries(STEPS)) {
        const answer = await platform.write(world[who], action, { project: await MAKES[state](), ...input });
        if (answer.errors.length === 0) through.push(step);
      }
      expect([who, Object.keys(STEPS).filter((step) => said?.[`viewerCan${step}`])]).toEqual([who, through]);
    }
  }, 60_000);

  test('its leading partner is told the statuses that it can give it', async () => {
    const { platform, world } = given;
    const said = ((await can(await MAKES[state](), world.shanghai)) as { viewerCanSet: string[] }).viewerCanSet;
    for (const as of [world.county, world.office, undefined]) expect((await can(await MAKES[state](), as))?.viewerCanSet ?? []).toEqual([]);
    for (const status of ['PROPOSED', 'APPROVED', 'UNDER_WAY', 'SUSPENDED', 'COMPLETED', 'FIRST_ACCEPTED', 'ACCEPTED', 'CANCELLED', 'WITHDRAWN']) {
      if (status === state) continue;
      const project = await MAKES[state]();
      const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Project { version } } }', {
        as: world.shanghai,
        variables: { id: project },
      });
      const input = { project, version: node.version, status, reason: '说明' };
      if (said.includes(status)) await platform.done(world.shanghai, 'updateProject', input);
      else await expectRefusal(platform, world.shanghai, 'updateProject', input, 'PROJECT_STATUS_ORDER');
    }
  }, 60_000);
});

test('a project is cancelled with a reason, which everybody reads', async () => {
  const { platform, world } = given;
  const project = await MAKES.APPROVED();
  await expectRefusal(platform, world.shanghai, 'updateProject', { project, version: 2, status: 'CANCELLED' }, 'REASON_MISSING');
  await expectRefusal(platform, world.shanghai, 'updateProject', { project, version: 2, reason: '无故' }, 'REASON_WITHOUT_STATUS');
  await platform.done(world.shanghai, 'updateProject', { project, version: 2, status: 'CANCELLED', reason: '资金不足' });
  const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Project { status statusReason } } }', {
    variables: { id: project },
  });
  expect(node).toEqual({ status: 'CANCELLED', statusReason: '资金不足' });
});

describe('a project waits', () => {
  const waitsFor = async (project: string) => {
    const found: Record<string, string> = {};
    for (const who of [...WHO, 'province'] as const) {
      const { waiting } = await given.platform.read(
        '{ waiting(first: 100, filter: { kinds: [DECIDE_PROJECT, ACCEPT_PROJECT, MEND_RETURNED] }) { nodes { kind project { id } } } }',
        {
          as: given.world[who],
        },
      );
      for (const item of waiting.nodes as { kind: string; project: { id: string } | null }[])
        if (item.project?.id === project) found[who] = item.kind;
    }
    return found;
  };

  test.each([
    ['PROPOSED', { county: 'DECIDE_PROJECT' }],
    ['ON_NOTICE', { county: 'DECIDE_PROJECT' }],
    ['RETURNED', { shanghai: 'MEND_RETURNED' }],
    ['UNDER_WAY', {}],
    ['SUSPENDED', {}],
    ['COMPLETED', { county: 'ACCEPT_PROJECT' }],
    ['FIRST_ACCEPTED', { prefecture: 'ACCEPT_PROJECT' }],
    ['ACCEPTED', {}],
    ['CANCELLED', {}],
    ['WITHDRAWN', {}],
  ] as const)('as %s for whose step it is', async (state, expected) => {
    await given.platform.rows(
      // Nothing older stands before it in the lists.
      sql`delete from waiting_item`,
    );
    expect(await waitsFor(await MAKES[state]())).toEqual(expected);
  });

  test('as its status says, whatever came before', async () => {
    const { platform } = given;
    await platform.rows(sql`
      select await_projects(array(select id from project)), await_contributions(array(select id from contribution))`);
    expect(await brokenChecks(platform.owner, ['waiting_follows_states'])).toEqual({});
  });
});
