import { agreementInForce } from '../support/agreement.js';
import { close, consented, openYear } from '../support/closing.js';
import { uploadedFile } from '../support/evidence.js';
import { confirmAndAccept } from '../support/life.js';
import type { Platform } from '../support/platform.js';
import { acceptedBy, handedIn, openPeriod, reportOwed } from '../support/report.js';
import { approvedProject, COUNTY, gift, OTHER_COUNTY, SECTOR, type World } from '../support/world.js';

const THIRDS = [COUNTY, OTHER_COUNTY, '533324'].map((place) => ({ place, share: '1/3' }));

/** Small books with something of every kind, each found by its note. */
export async function writeBooks(platform: Platform, world: World): Promise<void> {
  const { done } = platform;
  const log = (input: object) => done(world.shanghai, 'logContribution', gift(input));
  const accept = (contribution: string) => confirmAndAccept(platform, world.office, contribution);

  const road = await approvedProject(platform, world.shanghai, world.office, { nameZh: '道路', places: [{ place: COUNTY }] });
  const wide = await approvedProject(platform, world.shanghai, world.office, { nameZh: '三县项目', places: THIRDS });

  await accept(await log({ fund: world.fund, note: '入池' }));
  const pooled = await log({ fund: world.fund, note: '入池二' });
  await accept(pooled);
  await accept(await log({ project: road, onwardFrom: pooled, note: '转出' }));
  await log({ project: wide, note: '三地' });
  const [here, there] = [
    { place: COUNTY, share: '25%' },
    { place: OTHER_COUNTY, share: '75%' },
  ];
  await log({
    project: wide,
    places: [here, there],
    sectors: [
      { sector: SECTOR, share: '1/2' },
      { sector: '11120', share: '1/2' },
    ],
    note: '两地两用',
  });
  await log({ project: wide, places: [{ place: COUNTY }, { place: OTHER_COUNTY }], reportedForSet: true, note: '整体' });
  await evidenceFor(platform, world, await log({ project: road, note: '草稿', draft: true }));
  const wrong = await log({ project: road, note: '更正前' });
  await done(world.shanghai, 'correctContribution', { contribution: wrong, amount: '99', note: '更正后', reason: '笔误' });
  await log({
    project: road,
    form: 'GOODS',
    amount: null,
    lines: [{ item: '化肥', quantity: '2.5', unit: '吨', unitValue: '3.33', valuationBasis: '发票' }],
    note: '实物',
  });

  await done(world.county, 'sendContributionMessage', { contribution: wrong, body: '请核对金额' });

  const stopped = await approvedProject(platform, world.shanghai, world.office, { nameZh: '停工', places: [{ place: COUNTY }] });
  await done(world.county, 'suspendProject', { project: stopped, reason: '停工' });
  await done(world.shanghai, 'amendAgreement', {
    agreement: await agreementInForce(platform, world),
    summary: '增加资金',
    effectiveOn: '2021-01-01',
  });
  await closedPeriod(platform, world, road);
  await report(platform, world);

  const villageProject = await approvedProject(platform, world.chamber, world.office, {
    programme: 'TEN_THOUSAND_ENTERPRISES',
    places: [{ place: world.villageId }],
  });
  await done(world.member, 'logContribution', gift({ project: villageProject, through: world.chamberId, note: '经由' }));
}

/** A report that the village has accepted, and one that is owed. */
async function report(platform: Platform, world: World): Promise<void> {
  const { id } = await reportOwed(platform, world, await openPeriod(platform, world), world.enterpriseId);
  await handedIn(platform, world.enterprise, id);
  await acceptedBy(platform, id, world.village);
}

/** Evidence that was bound and taken off again. */
async function evidenceFor(platform: Platform, world: World, subject: string): Promise<void> {
  const evidence = await platform.done(world.shanghai, 'attachEvidence', { file: await uploadedFile(platform, world.shanghai), subject });
  await platform.done(world.shanghai, 'detachEvidence', { evidence, reason: '贴错' });
}

/** A closed period with a consented correction, and a request that waits. */
async function closedPeriod(platform: Platform, world: World, project: string): Promise<void> {
  const { done } = platform;
  const log = () => done(world.shanghai, 'logContribution', gift({ project, occurredOn: '2015-05-01', note: '关账前' }));
  const [row, late] = [await confirmAndAccept(platform, world.office, await log()), await log()];
  await close(platform, world, await openYear(platform, world, 2015));
  await consented(platform, world, row);
  const correction = { contribution: row, amount: '99', note: '关账后更正', reason: '笔误' };
  await confirmAndAccept(platform, world.office, await done(world.shanghai, 'correctContribution', correction));
  await done(world.county, 'askForCorrection', { contribution: late, reason: '补录' });
}
