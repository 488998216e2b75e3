import { describe, expect, test } from '@jest/globals';
import { type Action, PERMISSIONS } from '../../src/access/permissions.js';
import { issueToken } from '../../src/access/tokens.js';
import { contextOf } from '../../src/context.js';
import { sql } from '../../src/shared/sql.js';
import { codeOf } from '../support/answer.js';
import { booksOf } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, SECTOR } from '../support/world.js';

const given = useWorld();

/** Inputs that are well formed, so that only who asks is in question. */
const INPUTS: Record<string, object> = {
  logContribution: { project: 'x', flowClass: 'DONATION', amount: '1', occurredOn: '2020-01-01' },
  correctContribution: { contribution: 'x', reason: 'x' },
  submitContribution: { contribution: 'x' },
  withdrawContribution: { contribution: 'x' },
  offerMatching: { project: 'x', perYuan: '1', cap: '1', startsOn: '2020-01-01' },
  confirmContribution: { contribution: 'x', confirmedOn: '2020-01-01' },
  confirmContributions: { contribution: 'x', confirmedOn: '2020-01-01' },
  sendContributionMessage: { contribution: 'x', body: 'x' },
  acceptContribution: { contribution: 'x' },
  returnContribution: { contribution: 'x', reason: 'x' },
  askForCorrection: { contribution: 'x', reason: 'x' },
  agreeCorrection: { request: 'x' },
  refuseCorrection: { request: 'x', reason: 'x' },
  withdrawCorrectionRequest: { request: 'x' },
  saveReport: { report: 'x', version: 1, narrative: 'x' },
  submitReport: { report: 'x', version: 1 },
  acceptReport: { report: 'x', round: 1 },
  returnReport: { report: 'x', round: 1, reason: 'x' },
  openPeriod: { programme: 'EAST_WEST', code: '2015', nameZh: 'x', nameEn: 'x', startsOn: '2015-01-01', endsOn: '2015-12-31', dueOn: '2016-01-31' },
  changeDueDay: { period: 'x', dueOn: '2020-01-01', reason: 'x' },
  closePeriod: { period: 'x' },
  proposeProject: { programme: 'EAST_WEST', nameZh: 'x', sector: SECTOR, places: [{ place: COUNTY }] },
  updateProject: { project: 'x', version: 1 },
  approveProject: { project: 'x' },
  openProjectNotice: { project: 'x' },
  returnProject: { project: 'x', reason: 'x' },
  acceptProject: { project: 'x', acceptedOn: '2020-01-01' },
  suspendProject: { project: 'x', reason: 'x' },
  resumeProject: { project: 'x' },
  objectToProject: { project: 'x', body: 'x' },
  withdrawObjection: { objection: 'x' },
  draftAgreement: { pairing: 'x', number: 'x', title: 'x', startsOn: '2020-01-01' },
  signAgreement: { agreement: 'x', signedOn: '2020-01-01', signatoryName: 'x', signatoryTitle: 'x' },
  withdrawAgreement: { agreement: 'x', reason: 'x' },
  amendAgreement: { agreement: 'x', summary: 'x', effectiveOn: '2020-01-01' },
  signAmendment: { amendment: 'x', signedOn: '2020-01-01', signatoryName: 'x', signatoryTitle: 'x' },
  withdrawAmendment: { amendment: 'x', reason: 'x' },
  suspendAgreement: { agreement: 'x', reason: 'x' },
  resumeAgreement: { agreement: 'x' },
  endAgreement: { agreement: 'x', endedOn: '2020-01-01', reason: 'x' },
  attachEvidence: { file: 'x', subject: 'x' },
  publishEvidence: { evidence: 'x', isPublic: true },
  detachEvidence: { evidence: 'x', reason: 'x' },
  agreePairing: { programme: 'EAST_WEST', place: COUNTY, startedOn: '2020-01-01' },
  endPairing: { pairing: 'x', endedOn: '2020-01-01', reason: 'x' },
  drawSample: { title: 'x', size: 1 },
  publishSample: { sample: 'x' },
  recordVisit: { sample: 'x', visitedOn: '2020-01-01', place: COUNTY, visitors: 'x' },
  recordFinding: { sample: 'x', row: 'x', kind: 'OTHER', severity: 'MINOR', description: 'x', addressee: 'PARTNER' },
  sendFinding: { finding: 'x', dueOn: '2100-01-01' },
  answerFinding: { finding: 'x', body: 'x' },
  settleFinding: { finding: 'x', resolution: 'x' },
  registerPartner: { kind: 'ENTERPRISE', nameZh: 'x' },
  mergePartners: { kept: 'x', merged: 'y', reason: 'x' },
  unmergePartners: { merged: 'x', reason: 'x' },
  openFund: { programme: 'EAST_WEST', nameZh: 'x', openedOn: '2020-01-01' },
  inviteMember: { name: 'x' },
  endMembership: { membership: 'x', reason: 'x' },
  createServiceToken: { name: 'x', scopes: ['READ'] },
  createWebhook: { name: 'x', url: 'https://receiver.example' },
  rotateWebhookSecret: { webhook: 'x' },
  disableWebhook: { webhook: 'x', reason: 'x' },
  enableWebhook: { webhook: 'x' },
  testWebhook: { webhook: 'x' },
  replayWebhook: { webhook: 'x', afterPosition: '0' },
  deactivateAccount: { account: 'x', reason: 'x' },
  acceptInvitation: { code: 'x' },
  signIn: { signInName: 'x', password: 'x' },
  signOut: {},
  changePassword: { currentPassword: 'x', newPassword: 'x' },
  revokeToken: { token: 'x' },
};

/** What is done at an address of its own; who may is the matter of test/evidence/upload.test.ts. */
const OUTSIDE_GRAPHQL: readonly string[] = ['uploadEvidence'];

/** How somebody comes in who is nobody yet. */
const LETTING_IN: readonly string[] = ['acceptInvitation', 'signIn'];

test('every mutation is in the table of permissions, and the other way round', () => {
  const mutations = Object.keys(given.platform.schema.getMutationType()?.getFields() ?? {});
  expect([...mutations, ...OUTSIDE_GRAPHQL].sort()).toEqual(Object.keys(PERMISSIONS).sort());
  expect(mutations.sort()).toEqual(Object.keys(INPUTS).sort());
});

describe.each(Object.keys(INPUTS))('%s', (action) => {
  const grants = PERMISSIONS[action as Action] as readonly string[];

  test('is not open to the public, unless it lets people in', async () => {
    expect(grants.includes('PUBLIC')).toBe(LETTING_IN.includes(action));
    const before = await booksOf(given.platform);
    const code = codeOf(await given.platform.write(undefined, action, INPUTS[action] ?? {}));
    expect(code).toBe(action === 'acceptInvitation' ? 'RULE_BROKEN' : 'UNAUTHENTICATED');
    expect(await booksOf(given.platform)).toEqual(before);
  });

  test('is refused to every role that the table does not name', async () => {
    if (grants.includes('ACCOUNT')) return;
    const { platform, world } = given;
    const roles = {
      PARTNER: world.shanghai,
      PLACE: world.county,
      PROGRAMME_OFFICE: world.office,
      AUDITOR: world.auditor,
      ADMINISTRATOR: world.administrator,
    };
    for (const [role, as] of Object.entries(roles)) {
      if (grants.includes(role)) continue;
      expect([role, codeOf(await platform.write(as, action, INPUTS[action] ?? {}))]).toEqual([role, 'FORBIDDEN']);
    }
  });
});

test('the auditor writes nothing of the ledger', () => {
  const own = Object.entries(PERMISSIONS).flatMap(([action, grants]) => ((grants as readonly string[]).includes('AUDITOR') ? action : []));
  expect(own.filter((action) => !/Sample$|Visit$|Finding$|Evidence$/.test(action))).toEqual([]);
});

describe('the viewer', () => {
  test('is the public without a token, and may only come in', async () => {
    expect(await given.platform.read('{ viewer { role accountName actions partner { id } place { id } } }')).toEqual({
      viewer: { role: 'PUBLIC', accountName: null, actions: LETTING_IN, partner: null, place: null },
    });
  });

  test('is told whom it acts for and what it may do', async () => {
    const { platform, world } = given;
    const { viewer } = await platform.read('{ viewer { role actions partner { nameZh } place { nameZh } } }', { as: world.shanghai });
    expect(viewer).toMatchObject({ role: 'PARTNER', partner: { nameZh: '上海市' }, place: null });
    expect(viewer.actions).toEqual(expect.arrayContaining(['logContribution', 'proposeProject']));
    expect(viewer.actions).not.toContain('acceptContribution');
    expect(viewer.actions).not.toContain('inviteMember');
    const county = await platform.read('{ viewer { role partner { nameZh } place { nameZh } } }', { as: world.county });
    expect(county.viewer).toEqual({ role: 'PLACE', partner: null, place: { nameZh: '福贡县' } });
  });
});

describe('a token', () => {
  const viewing = (authorization: string) => contextOf(given.platform.database, { authorization });

  test.each([
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Basic xs_abc',
    'xs_abc',
    '',
    `Bearer xs_${'A'.repeat(43)}`,
    `Bearer xs_${'A'.repeat(100_000)}`,
    "Bearer xs_' or 1=1 --",
  ])('that is not good is refused, and not taken for the public: %#', async (authorization) => {
    await expect(viewing(authorization)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  test('is refused once it has expired', async () => {
    const { platform } = given;
    const [account] = await platform.rows<{ id: string }>(sql`select id::text as id from account limit 1`);
    const token = await issueToken(platform.owner, account?.id ?? '', 1);
    await viewing(`Bearer ${token}`);
    await platform.rows(sql`update access_token set issued_at = now() - interval '2 days', expires_at = now() - interval '1 second'`);
    await expect(viewing(`Bearer ${token}`)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    await platform.rows(sql`update access_token set expires_at = now() + interval '1 day'`);
  });

  test('is kept as a hash only', async () => {
    const { platform, world } = given;
    const [row] = await platform.rows<{ text: string }>(sql`select string_agg(t::text, ' ') as text from access_token t`);
    expect(row?.text).not.toContain(world.office.token);
    expect(row?.text).not.toContain(Buffer.from(world.office.token).toString('hex'));
  });
});
