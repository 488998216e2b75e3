import { randomUUID } from 'node:crypto';
import { sql } from '../../src/shared/sql.js';
import { draftOf, SIGNED } from '../support/agreement.js';
import { liftGuards } from '../support/guards.js';
import { confirm, confirmAndAccept, receiverOf, sameFigure } from '../support/life.js';
import { type Account, openPlatformOn, type Platform } from '../support/platform.js';
import { handedIn, openPeriod, reportOwed } from '../support/report.js';
import { copyTestDatabase, createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { approvedProject, createWorld, gift, keyIn, OTHER_COUNTY, proposalWithNotice, SECTOR, type World } from '../support/world.js';
import { writeHiddenRows } from './hidden-rows.js';

/**
 * One world four times. What is in `base` is in all of them; the others have rows beside it that some viewers are not to notice: drafts,
 * and what Guangdong handed in for another county.
 */
export const DATABASES = ['base', 'drafts', 'whole', 'others'] as const;
export type Where = (typeof DATABASES)[number];

const CONNECTIONS = 3;

export interface FourTimes {
  readonly world: World;
  /** Of Shanghai, to read. */
  readonly machine: Account;
  readonly platforms: Readonly<Record<Where, Platform>>;
  close(): Promise<void>;
}

/** Rows of Guangdong's that all may see, and that rows hang on which not all may. */
interface Open {
  readonly pairing: string;
  readonly project: string;
  readonly fund: string;
  readonly pooled: string;
  readonly spent: string;
  readonly toCorrect: string;
  readonly shanghaiPooled: string;
  readonly agreement: string;
  readonly onNotice: string;
  readonly report: string;
  readonly machine: Account;
}

/** The tables whose rows are in some of the databases only. */
const APART = [
  'contribution',
  'project',
  'confirmation',
  'contribution_message',
  'correction_request',
  'agreement',
  'agreement_amendment',
  'audit_sample',
  'audit_visit',
  'finding',
  'evidence_file',
  'evidence',
  'matching_offer',
];

export async function openFourTimes(): Promise<FourTimes> {
  const copies = {} as Record<Where, TestDatabase>;
  copies.base = await createTestDatabase('reference');
  const first = await openPlatformOn(copies.base);
  await everyTenthId(first);
  const world = await createWorld(first);
  await writeHiddenRows(first, world);
  const open = await writeOpen(first, world);
  await first.close();

  const copyOf = async (original: Where, write: (platform: Platform) => Promise<void>) => {
    const copy = await copyTestDatabase(copies[original]);
    const platform = await openPlatformOn(copy);
    await fifthIds(platform);
    await write(platform);
    await platform.close();
    return copy;
  };
  copies.drafts = await copyOf('base', async (platform) => {
    await writeDraftsOfGuangdong(platform, world, open);
    await writeDraftsOfShanghai(platform, world, open);
  });
  copies.others = await copyOf('base', async (platform) => {
    await writeDraftsOfGuangdong(platform, world, open);
    await writeHandedIn(platform, world, open);
  });
  // Nobody begins anew with the ids here: they go on behind those of the drafts.
  copies.whole = await copyTestDatabase(copies.drafts);
  const whole = await openPlatformOn(copies.whole);
  await writeHandedIn(whole, world, open);
  await whole.close();

  // Some of the queries take hundreds of megabytes to plan, which a connection keeps.
  const opened = await Promise.all(
    DATABASES.map(async (where) => [where, await openPlatformOn(copies[where], { connections: CONNECTIONS })] as const),
  );
  const platforms = Object.fromEntries(opened) as Record<Where, Platform>;
  return {
    world,
    machine: open.machine,
    platforms,
    close: async () => {
      for (const where of DATABASES) {
        await platforms[where].close();
        await copies[where].drop();
      }
    },
  };
}

/** Leaves room between the ids, so that rows which come later lie between those that are there. */
async function everyTenthId({ rows }: Platform): Promise<void> {
  for (const table of APART) await rows(sql.raw(`alter sequence ${table}_id_seq increment by 10`));
}

async function fifthIds(platform: Platform): Promise<void> {
  for (const table of APART) await platform.rows(sql.raw(`alter sequence ${table}_id_seq restart with 5`));
  // A correction has a lower id then than what it corrects, which no other database lets in.
  await liftGuards(platform, [['contribution', 'contribution_has_origin']]);
}

async function writeOpen(platform: Platform, world: World): Promise<Open> {
  const { done } = platform;
  const { guangdong, office, shanghai } = world;
  const accepted = async (as: Account, input: object) => confirmAndAccept(platform, office, await done(as, 'logContribution', gift(input)));
  const pairing = await done(office, 'agreePairing', {
    programme: 'EAST_WEST',
    partner: world.guangdongId,
    place: OTHER_COUNTY,
    startedOn: '2012-01-01',
  });
  const project = await approvedProject(platform, guangdong, office, { places: [{ place: OTHER_COUNTY }] });
  const fund = await done(guangdong, 'openFund', { programme: 'EAST_WEST', nameZh: '广东帮扶资金池', openedOn: '2012-01-01' });
  const pooled = await accepted(guangdong, { fund, amount: '500' });
  const spent = await accepted(guangdong, { project, onwardFrom: pooled, amount: '70' });
  const shanghaiPooled = await accepted(shanghai, { fund: world.fund, amount: '500' });
  const manager = await platform.account('PARTNER', { partnerId: keyIn(world.shanghaiId), manages: true });
  const { data } = await platform.ask(
    'mutation ($input: CreateServiceTokenInput!, $key: String!) { createServiceToken(input: $input, idempotencyKey: $key) { secret } }',
    { as: manager, variables: { input: { name: '读取', scopes: ['READ'] }, key: randomUUID() } },
  );
  const machine = { token: data.createServiceToken.secret as string };
  const agreement = await done(guangdong, 'draftAgreement', draftOf(pairing));
  for (const as of [guangdong, world.otherCounty]) await done(as, 'signAgreement', { agreement, ...SIGNED });
  const onNotice = await proposalWithNotice(platform, guangdong, { places: [{ place: OTHER_COUNTY }] });
  await done(world.otherCounty, 'openProjectNotice', { project: onNotice });
  const period = await openPeriod(platform, world, { programme: 'EAST_WEST' });
  return {
    agreement,
    onNotice,
    report: (await reportOwed(platform, world, period, world.guangdongId)).id,
    pairing,
    project,
    fund,
    pooled,
    spent,
    shanghaiPooled,
    machine,
    toCorrect: await accepted(guangdong, { project, amount: '300' }),
  };
}

/** What only Guangdong sees: drafts, and what it took back. */
async function writeDraftsOfGuangdong(platform: Platform, world: World, open: Open): Promise<void> {
  const log = (input: object) => platform.done(world.guangdong, 'logContribution', gift({ draft: true, ...input }));
  const draft = await log({ project: open.project, amount: '11.11' });
  await log({ fund: open.fund, flowClass: 'FISCAL', amount: '22.22', stage: 'PLEDGED' });
  await log({ project: open.project, onwardFrom: open.pooled, amount: '33.33' });
  await log({ project: open.project, amount: undefined, form: 'GOODS', lines: [{ item: '化肥', quantity: '2', unit: '吨' }] });
  await log({ project: open.project, occurredOn: '2015-05-01', amount: '12.34' });
  await platform.done(world.guangdong, 'withdrawContribution', { contribution: await log({ project: open.project, draft: false, amount: '44.44' }) });
  await bindFile(platform, { contribution: draft, organisation: `partner:${keyIn(world.guangdongId)}` });
}

/** What only Shanghai sees, at places and in projects that others see. */
async function writeDraftsOfShanghai(platform: Platform, world: World, open: Open): Promise<void> {
  const log = (input: object) => platform.done(world.shanghai, 'logContribution', gift({ draft: true, ...input }));
  await log({ project: world.project, amount: '55.55' });
  await log({ fund: world.fund, amount: '66.66' });
  await log({ fund: world.countyFund, amount: '77.77' });
  await log({ project: world.project, onwardFrom: open.shanghaiPooled, amount: '88.88' });
  await platform.done(world.shanghai, 'withdrawContribution', { contribution: await log({ project: world.project, draft: false }) });
}

/** What is for Guangdong, the other county and those above it, the office and auditors. */
async function writeHandedIn(platform: Platform, world: World, open: Open): Promise<void> {
  const { done, write } = platform;
  const { guangdong, otherCounty, office, auditor } = world;
  const log = (input: object) => done(guangdong, 'logContribution', gift({ project: open.project, ...input }));

  await log({ amount: '101.01' });
  const confirmed = await log({ amount: '102.02' });
  await confirm(platform, confirmed);
  const disputed = await log({ amount: '103.03' });
  await done(await receiverOf(platform, disputed), 'confirmContribution', { ...(await sameFigure(platform, disputed)), amount: '1' });
  for (const as of [guangdong, otherCounty]) await done(as, 'sendContributionMessage', { contribution: disputed, body: '金额不符' });
  await done(otherCounty, 'returnContribution', { contribution: await log({ amount: '104.04' }), reason: '请核对' });
  await log({ onwardFrom: open.pooled, amount: '105.05' });
  await log({ project: undefined, fund: open.fund, amount: '106.06' });
  await done(guangdong, 'correctContribution', { contribution: open.toCorrect, amount: '250', reason: '笔误' });
  await done(guangdong, 'sendContributionMessage', { contribution: open.spent, body: '已到位' });

  // The year 2015 is closed: a late row, for which somebody asks.
  const late = await log({ occurredOn: '2015-06-01', amount: '107.07' });
  await done(guangdong, 'askForCorrection', { contribution: late, reason: '补录' });

  const propose = () =>
    done(guangdong, 'proposeProject', {
      programme: 'EAST_WEST',
      nameZh: '未批项目',
      sector: SECTOR,
      places: [{ place: OTHER_COUNTY }],
      budget: '900',
    });
  const proposal = await propose();
  await log({ project: proposal, amount: '108.08' });
  await done(otherCounty, 'returnProject', { project: await propose(), reason: '请补充' });
  await bindFile(platform, { project: proposal, organisation: `partner:${keyIn(world.guangdongId)}` });

  const agreement = await done(guangdong, 'draftAgreement', draftOf(open.pairing));
  await done(guangdong, 'signAgreement', { agreement, ...SIGNED });
  await done(guangdong, 'withdrawAgreement', { agreement: await done(guangdong, 'draftAgreement', draftOf(open.pairing)), reason: '另签' });

  await done(guangdong, 'amendAgreement', { agreement: open.agreement, summary: '增加资金', effectiveOn: '2017-01-01' });
  await write(world.chamber, 'objectToProject', { project: open.onNotice, body: '重复建设' });

  await handedIn(platform, guangdong, open.report);

  const sample = await done(auditor, 'drawSample', { title: '未公布', rate: '1' });
  await done(auditor, 'recordVisit', { sample, place: OTHER_COUNTY, visitedOn: '2020-06-01', visitors: '张三' });
  const finding = { sample, row: open.spent, kind: 'OTHER', severity: 'MINOR', description: '票据不全', addressee: 'PARTNER' };
  const sent = await done(auditor, 'sendFinding', { finding: await done(auditor, 'recordFinding', finding), dueOn: '2100-01-01' });
  await done(guangdong, 'answerFinding', { finding: sent, body: '已补票据' });
  await done(auditor, 'recordFinding', { ...finding, description: '另一问题' });

  const manager = await platform.account('PARTNER', { partnerId: keyIn(world.guangdongId), manages: true });
  await write(manager, 'createServiceToken', { name: '记录', scopes: ['READ'] });
  await write(manager, 'inviteMember', { name: '李四' });
  await write(manager, 'createWebhook', { name: '接收', url: 'http://127.0.0.1:9/' });
  await done(office, 'returnContribution', { contribution: await log({ amount: '109.09' }), reason: '请核对' });
}

/** A file as though it had been uploaded, bound to a row. Its content is of no matter here. */
async function bindFile(
  { rows }: Platform,
  { contribution, project, organisation }: { contribution?: string; project?: string; organisation: string },
): Promise<void> {
  await rows(sql`
    with file as (
      insert into evidence_file (sha256, bytes, media_type, file_name, uploaded_for)
      values (sha256(convert_to(${contribution ?? project ?? ''}, 'UTF8')), 10, 'image/png', 'receipt.png', ${organisation}) returning id, uploaded_for)
    insert into evidence (file_id, bound_for, contribution_id, project_id, is_public)
    select id, uploaded_for, ${contribution === undefined ? null : keyIn(contribution)}::bigint, ${project === undefined ? null : keyIn(project)}::bigint, true from file`);
}
