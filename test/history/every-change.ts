import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Action } from '../../src/access/permissions.js';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { agreementInForce, draftOf, SIGNED } from '../support/agreement.js';
import { dataOf } from '../support/answer.js';
import { close, openYear } from '../support/closing.js';
import { uploadedFile } from '../support/evidence.js';
import { confirmAndAccept, receiverOf, sameFigure } from '../support/life.js';
import { accepting, invitationBy, newPerson, signingIn } from '../support/people.js';
import type { Account } from '../support/platform.js';
import { setStatus } from '../support/project-life.js';
import { handedIn, openPeriod, reportNow, reportOwed, written } from '../support/report.js';
import type { Given } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, newCreditCode, proposalWithNotice, SECTOR } from '../support/world.js';

/** A change that was made: the row it is of, whom to ask as, and the fields that it must tell, as [field, old, new]. */
export interface Made {
  readonly of: string;
  readonly as: Account;
  readonly changes: readonly (readonly [field: string, old: unknown, now: unknown])[];
  readonly reason?: string;
  /** Changes of other rows. */
  readonly others?: readonly Omit<Made, 'others'>[];
}

const TEXT = expect.any(String);

/** How each kind of change is made in this world, and what it tells. The rows that it needs it makes itself, also where it is made again. */
export function everyChange(given: Given): Record<Action, () => Promise<Made>> {
  let owed = 0;
  const submitted = () => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, amount: '70' }));
  const draft = () => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, draft: true }));
  const correct = (contribution: string, input: object = {}) =>
    given.platform.done(given.world.shanghai, 'correctContribution', { contribution, reason: '笔误', ...input });

  const webhook = () => given.platform.done(given.world.administrator, 'createWebhook', { name: '系统', url: 'https://receiver.example/hook' });

  const keyed = (type: string, id: string) => encodeId(type, id);

  const underWay = async () => {
    const { platform, world } = given;
    return setStatus(
      platform,
      world.shanghai,
      await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] }),
      'UNDER_WAY',
    );
  };
  const objection = async () => {
    const { platform, world } = given;
    const project = await platform.done(world.county, 'openProjectNotice', { project: await proposalWithNotice(platform, world.shanghai) });
    return platform.done(world.guangdong, 'objectToProject', { project, body: '占用耕地' });
  };
  const amendment = async () => {
    const { platform, world } = given;
    const agreement = await agreementInForce(platform, world);
    return platform.done(world.shanghai, 'amendAgreement', { agreement, summary: '增加资金', effectiveOn: '2018-01-01' });
  };

  /** Agreements that hold projects of other changes up until they are resumed. */
  const letGoLater: string[] = [];

  return {
    logContribution: async () => ({
      of: await submitted(),
      as: given.world.shanghai,
      changes: [
        ['amount', null, '70'],
        ['state', null, 'SUBMITTED'],
      ],
    }),
    offerMatching: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.shanghai, 'offerMatching', { project: world.project, perYuan: '0.5', cap: '80', startsOn: '2020-01-01' });
      const changes = [
        ['cap', null, '8000'],
        ['perYuan', null, '0.5'],
      ] as const;
      return { of, as: world.shanghai, changes };
    },
    submitContribution: async () => {
      const { platform, world } = given;
      const of = await draft();
      await platform.done(world.shanghai, 'submitContribution', { contribution: of });
      return {
        of,
        as: world.shanghai,
        changes: [
          ['live', 'false', 'true'],
          ['state', 'DRAFT', 'SUBMITTED'],
        ],
      };
    },
    withdrawContribution: async () => {
      const { platform, world } = given;
      const original = await submitted();
      const of = await correct(original, { amount: '71' });
      await platform.done(world.shanghai, 'withdrawContribution', { contribution: of });
      // The row that it had taken the place of counts again.
      const others = [{ of: original, as: world.shanghai, changes: [['live', 'false', 'true']] as const }];
      return {
        of,
        as: world.shanghai,
        changes: [
          ['live', 'true', 'false'],
          ['state', 'SUBMITTED', 'WITHDRAWN'],
        ],
        others,
      };
    },
    correctContribution: async () => {
      const { world } = given;
      const original = await submitted();
      const of = await correct(original, { amount: '72', occurredOn: '2020-06-30', places: [{ place: COUNTY }] });
      return {
        of,
        as: world.county,
        changes: [
          ['amount', '70.00', '72'],
          ['contribution', null, original],
          ['occurredOn', TEXT, '2020-06-30'],
          ['places', TEXT, TEXT],
        ],
        reason: '笔误',
        others: [{ of: original, as: world.county, changes: [['live', 'true', 'false']], reason: '笔误' }],
      };
    },
    acceptContribution: async () => {
      const { platform, world } = given;
      const original = await submitted();
      await confirmAndAccept(platform, world.prefecture, original);
      const of = await correct(original, { amount: '73' });
      await confirmAndAccept(platform, world.prefecture, of);
      const others = [{ of: original, as: world.shanghai, changes: [['live', 'true', 'false']] as const }];
      return {
        of,
        as: world.shanghai,
        changes: [
          ['live', 'false', 'true'],
          ['state', 'CONFIRMED', 'ACCEPTED'],
        ],
        others,
      };
    },
    confirmContribution: async () => confirmed('confirmContribution', await submitted(), '60', 'DISPUTED'),
    confirmContributions: async () => confirmed('confirmContributions', await submitted(), '70', 'CONFIRMED'),
    sendContributionMessage: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.shanghai, 'sendContributionMessage', { contribution: await submitted(), body: '请看收据' });
      return { of, as: world.county, changes: [['body', null, '请看收据']] };
    },
    returnContribution: async () => {
      const { platform, world } = given;
      const of = await submitted();
      await platform.done(world.county, 'returnContribution', { contribution: of, reason: '缺票据' });
      return {
        of,
        as: world.shanghai,
        changes: [
          ['live', 'true', 'false'],
          ['returnReason', null, '缺票据'],
          ['state', 'SUBMITTED', 'RETURNED'],
        ],
        reason: '缺票据',
      };
    },
    uploadEvidence: async () => {
      const { platform, world } = given;
      return { of: await uploadedFile(platform, world.shanghai, 1), as: world.shanghai, changes: [['fileName', null, '说明.txt']] };
    },
    attachEvidence: async () => ({ of: await attached(2), as: given.world.county, changes: [['caption', null, '收据']] }),
    publishEvidence: async () => {
      const { platform, world } = given;
      const evidence = await attached(3);
      await platform.done(world.shanghai, 'publishEvidence', { evidence, isPublic: true });
      return { of: evidence, as: world.county, changes: [['isPublic', 'false', 'true']] };
    },
    detachEvidence: async () => {
      const { platform, world } = given;
      const evidence = await attached(4);
      await platform.done(world.shanghai, 'detachEvidence', { evidence, reason: '贴错' });
      return { of: evidence, as: world.shanghai, changes: [['isDetached', 'false', 'true']], reason: '贴错' };
    },
    saveReport: async () => {
      const { platform, world } = given;
      const report = await reportOfEnterprise();
      await written(platform, world.enterprise, report, { narrative: '第一稿' });
      const { version } = await reportNow(platform, report);
      const of = await platform.done(world.enterprise, 'saveReport', { report, version, narrative: '第二稿' });
      return { of, as: world.enterprise, changes: [['narrative', '第一稿', '第二稿']] };
    },
    submitReport: async () => {
      const of = await reportOfEnterprise();
      await handedIn(given.platform, given.world.enterprise, of);
      const changes = [
        ['round', '0', '1'],
        ['state', 'OWED', 'SUBMITTED'],
      ] as const;
      return { of, as: given.world.county, changes };
    },
    acceptReport: async () => {
      const { platform, world } = given;
      const report = await reportOfEnterprise();
      await handedIn(platform, world.enterprise, report);
      const of = await platform.done(world.village, 'acceptReport', { report, round: 1, note: '属实' });
      const changes = [
        ['acceptedBy', null, world.villageId],
        ['note', null, '属实'],
      ] as const;
      return { of, as: world.enterprise, changes };
    },
    returnReport: async () => {
      const { platform, world } = given;
      const report = await reportOfEnterprise();
      await handedIn(platform, world.enterprise, report);
      const of = await platform.done(world.village, 'returnReport', { report, round: 1, reason: '缺附件' });
      const changes = [
        ['returnedBy', null, world.villageId],
        ['state', 'SUBMITTED', 'RETURNED'],
      ] as const;
      return { of, as: world.enterprise, changes, reason: '缺附件' };
    },
    openPeriod: async () => ({
      of: await openYear(given.platform, given.world, 2012),
      as: given.world.office,
      changes: [
        ['code', null, '2012'],
        ['startsOn', null, '2012-01-01'],
      ],
    }),
    changeDueDay: async () => {
      const { platform, world } = given;
      const of = await openYear(platform, world, 2011);
      await platform.done(world.office, 'changeDueDay', { period: of, dueOn: '2012-02-29', reason: '春节顺延' });
      return { of, as: world.auditor, changes: [['dueOn', '2012-01-31', '2012-02-29']], reason: '春节顺延' };
    },
    closePeriod: async () => {
      const { platform, world } = given;
      const of = await openYear(platform, world, 2013);
      await close(platform, world, of);
      return { of, as: world.auditor, changes: [['version', '0', '1']] };
    },
    askForCorrection: async () => {
      const of = await asked(2014);
      return { of, as: given.world.county, changes: [['reason', null, '补录']], reason: '补录' };
    },
    withdrawCorrectionRequest: async () => {
      const of = await asked(2017);
      await given.platform.done(given.world.shanghai, 'withdrawCorrectionRequest', { request: of });
      return { of, as: given.world.county, changes: [['state', 'ASKED', 'WITHDRAWN']] };
    },
    agreeCorrection: async () => {
      const { platform, world } = given;
      const of = await asked(2015);
      await platform.done(world.prefecture, 'agreeCorrection', { request: of, note: '同意' });
      return {
        of,
        as: world.shanghai,
        changes: [
          ['agreed', null, 'true'],
          ['answer', null, '同意'],
        ],
        reason: '同意',
      };
    },
    refuseCorrection: async () => {
      const { platform, world } = given;
      const of = await asked(2016);
      await platform.done(world.prefecture, 'refuseCorrection', { request: of, reason: '票据不全' });
      return { of, as: world.shanghai, changes: [['agreed', null, 'false']], reason: '票据不全' };
    },
    proposeProject: async () => {
      const { platform, world } = given;
      const input = { programme: 'EAST_WEST', nameZh: '沿革', sector: SECTOR, places: [{ place: COUNTY }] };
      return {
        of: await platform.done(world.shanghai, 'proposeProject', input),
        as: world.county,
        changes: [
          ['nameZh', null, '沿革'],
          ['status', null, 'PROPOSED'],
        ],
      };
    },
    updateProject: async () => {
      const { platform, world } = given;
      const of = await approvedProject(platform, world.shanghai, world.office, { nameZh: '旧名', places: [{ place: COUNTY }] });
      await platform.done(world.shanghai, 'updateProject', { project: of, version: 2, nameZh: '新名', budget: '5' });
      const changes = [
        ['budget', null, '500'],
        ['nameZh', '旧名', '新名'],
        ['version', '2', '3'],
      ] as const;
      return { of, as: world.shanghai, changes };
    },
    approveProject: async () => {
      const { platform, world } = given;
      const of = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] });
      return {
        of,
        as: world.county,
        changes: [
          ['status', 'PROPOSED', 'APPROVED'],
          ['version', '1', '2'],
        ],
      };
    },
    openProjectNotice: async () => {
      const { platform, world } = given;
      const of = await proposalWithNotice(platform, world.shanghai);
      await platform.done(world.county, 'openProjectNotice', { project: of });
      return {
        of,
        as: world.shanghai,
        changes: [
          ['noticeEndsOn', null, TEXT],
          ['status', 'PROPOSED', 'ON_NOTICE'],
        ],
      };
    },
    returnProject: async () => {
      const { platform, world } = given;
      const of = await proposalWithNotice(platform, world.shanghai);
      await platform.done(world.county, 'returnProject', { project: of, reason: '请补充' });
      return { of, as: world.shanghai, changes: [['status', 'PROPOSED', 'RETURNED']], reason: '请补充' };
    },
    acceptProject: async () => {
      const { platform, world } = given;
      const of = await underWay();
      await setStatus(platform, world.shanghai, of, 'COMPLETED');
      await platform.done(world.county, 'acceptProject', { project: of, acceptedOn: '2020-11-01', note: '合格' });
      return {
        of,
        as: world.shanghai,
        changes: [
          ['acceptanceNote', null, '合格'],
          ['acceptedOn', null, '2020-11-01'],
          ['status', 'COMPLETED', 'FIRST_ACCEPTED'],
        ],
      };
    },
    suspendProject: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.county, 'suspendProject', { project: await underWay(), reason: '雨季' });
      return {
        of,
        as: world.shanghai,
        changes: [
          ['status', 'UNDER_WAY', 'SUSPENDED'],
          ['suspendedFrom', null, 'UNDER_WAY'],
        ],
        reason: '雨季',
      };
    },
    resumeProject: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.county, 'suspendProject', { project: await underWay(), reason: '雨季' });
      await platform.done(world.county, 'resumeProject', { project: of });
      return { of, as: world.shanghai, changes: [['status', 'SUSPENDED', 'UNDER_WAY']] };
    },
    objectToProject: async () => ({ of: await objection(), as: given.world.guangdong, changes: [['body', null, '占用耕地']] }),
    withdrawObjection: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.guangdong, 'withdrawObjection', { objection: await objection() });
      return { of, as: world.county, changes: [['isWithdrawn', 'false', 'true']] };
    },
    draftAgreement: async () => ({
      of: await given.platform.done(given.world.province, 'draftAgreement', draftOf(given.world.pairing, { title: '沿革协议' })),
      as: given.world.shanghai,
      changes: [
        ['state', null, 'DRAFT'],
        ['title', null, '沿革协议'],
      ],
    }),
    signAgreement: async () => ({
      of: await agreementInForce(given.platform, given.world),
      as: given.world.shanghai,
      changes: [
        ['side', null, 'PLACE'],
        ['signatoryName', null, SIGNED.signatoryName],
        ['state', 'DRAFT', 'IN_FORCE'],
      ],
    }),
    withdrawAgreement: async () => {
      const { platform, world } = given;
      const agreement = await platform.done(world.shanghai, 'draftAgreement', draftOf(world.pairing));
      const of = await platform.done(world.province, 'withdrawAgreement', { agreement, reason: '有误' });
      return { of, as: world.shanghai, changes: [['state', 'DRAFT', 'WITHDRAWN']], reason: '有误' };
    },
    amendAgreement: async () => ({ of: await amendment(), as: given.world.province, changes: [['number', null, '1']] }),
    signAmendment: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.shanghai, 'signAmendment', { amendment: await amendment(), ...SIGNED });
      return { of, as: world.province, changes: [['side', null, 'PARTNER']] };
    },
    withdrawAmendment: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.province, 'withdrawAmendment', { amendment: await amendment(), reason: '重拟' });
      const changes = [
        ['number', '1', null],
        ['state', 'DRAFT', 'WITHDRAWN'],
      ] as const;
      return { of, as: world.shanghai, changes, reason: '重拟' };
    },
    suspendAgreement: async () => {
      const { platform, world } = given;
      const of = await agreementInForce(platform, world);
      const project = await underWay();
      await platform.done(world.office, 'suspendAgreement', { agreement: of, reason: '核查' });
      const made: Made = {
        of,
        as: world.shanghai,
        changes: [
          ['reason', null, '核查'],
          ['state', 'IN_FORCE', 'SUSPENDED'],
        ],
        reason: '核查',
        others: [{ of: project, as: world.shanghai, changes: [['status', 'UNDER_WAY', 'SUSPENDED']], reason: '核查' }],
      };
      letGoLater.push(of);
      return made;
    },
    resumeAgreement: async () => {
      const { platform, world } = given;
      for (const agreement of letGoLater) await platform.done(world.office, 'resumeAgreement', { agreement });
      const of = await agreementInForce(platform, world);
      const project = await underWay();
      await platform.done(world.office, 'suspendAgreement', { agreement: of, reason: '核查' });
      await platform.done(world.office, 'resumeAgreement', { agreement: of });
      return {
        of,
        as: world.shanghai,
        changes: [['state', 'SUSPENDED', 'IN_FORCE']],
        others: [{ of: project, as: world.shanghai, changes: [['status', 'SUSPENDED', 'UNDER_WAY']] }],
      };
    },
    endAgreement: async () => {
      const { platform, world } = given;
      const of = await agreementInForce(platform, world);
      await platform.done(world.province, 'endAgreement', { agreement: of, endedOn: '2020-12-31', reason: '期满' });
      return {
        of,
        as: world.shanghai,
        changes: [
          ['endedOn', null, '2020-12-31'],
          ['state', 'IN_FORCE', 'ENDED'],
        ],
        reason: '期满',
      };
    },
    agreePairing: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.office, 'agreePairing', {
        programme: 'EAST_WEST',
        partner: world.guangdongId,
        place: COUNTY,
        startedOn: '2016-01-01',
      });
      return {
        of,
        as: world.guangdong,
        changes: [
          ['programme', null, 'EAST_WEST'],
          ['startedOn', null, '2016-01-01'],
        ],
      };
    },
    endPairing: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.office, 'agreePairing', {
        programme: 'EAST_WEST',
        partner: world.guangdongId,
        place: '5301',
        startedOn: '2016-01-01',
      });
      await platform.done(world.office, 'endPairing', { pairing: of, endedOn: '2020-12-31', reason: '期满' });
      return {
        of,
        as: world.guangdong,
        changes: [
          ['endReason', null, '期满'],
          ['endedOn', null, '2020-12-31'],
        ],
        reason: '期满',
      };
    },
    registerPartner: async () => {
      const { platform, world } = given;
      const creditCode = newCreditCode();
      const of = await platform.done(world.office, 'registerPartner', { kind: 'ENTERPRISE', nameZh: '沿革公司', creditCode });
      return {
        of,
        as: world.auditor,
        changes: [
          ['creditCode', null, creditCode],
          ['nameZh', null, '沿革公司'],
        ],
      };
    },
    drawSample: async () => ({ of: await drawn(), as: given.world.office, changes: [['seed', null, 'lottery-36']] }),
    publishSample: async () => {
      const { platform, world } = given;
      const of = await drawn();
      await platform.done(world.auditor, 'publishSample', { sample: of });
      return { of, as: world.office, changes: [['publishedAt', null, TEXT]] };
    },
    recordVisit: async () => {
      const { platform, world } = given;
      const visit = { sample: await drawn(), visitedOn: '2020-06-01', place: COUNTY, visitors: '张、李' };
      return { of: await platform.done(world.auditor, 'recordVisit', visit), as: world.auditor, changes: [['visitedOn', null, '2020-06-01']] };
    },
    recordFinding: async () => ({
      of: await found(),
      as: given.world.auditor,
      changes: [
        ['kind', null, 'OTHER'],
        ['status', null, 'DRAFT'],
      ],
    }),
    sendFinding: async () => {
      const of = await found();
      await given.platform.done(given.world.auditor, 'sendFinding', { finding: of, dueOn: '2100-01-01' });
      const changes = [
        ['dueOn', null, '2100-01-01'],
        ['status', 'DRAFT', 'OPEN'],
      ] as const;
      return { of, as: given.world.shanghai, changes };
    },
    answerFinding: async () => {
      const { platform, world } = given;
      const of = await found();
      await platform.done(world.auditor, 'sendFinding', { finding: of, dueOn: '2100-01-01' });
      await platform.done(world.shanghai, 'answerFinding', { finding: of, body: '已补' });
      const changes = [
        ['answer', null, '已补'],
        ['status', 'OPEN', 'ANSWERED'],
      ] as const;
      return { of, as: world.county, changes };
    },
    settleFinding: async () => {
      const { platform, world } = given;
      const of = await found();
      await platform.done(world.auditor, 'sendFinding', { finding: of, dueOn: '2100-01-01' });
      await platform.done(world.auditor, 'settleFinding', { finding: of, resolution: '无误' });
      const changes = [
        ['resolution', null, '无误'],
        ['status', 'OPEN', 'RESOLVED'],
      ] as const;
      return { of, as: world.shanghai, changes, reason: '无误' };
    },
    mergePartners: async () => {
      const { world } = given;
      const { kept, merged, child } = await merging();
      const others = [
        { of: merged, as: world.office, changes: [['mergedInto', null, kept]] as const, reason: '重复登记' },
        { of: child, as: world.auditor, changes: [['parent', merged, kept]] as const, reason: '重复登记' },
      ];
      return { of: kept, as: world.auditor, changes: [['mergedFrom', null, merged]], reason: '重复登记', others };
    },
    unmergePartners: async () => {
      const { platform, world } = given;
      const { kept, merged, child } = await merging();
      await platform.done(world.office, 'unmergePartners', { merged, reason: '并错了' });
      const others = [
        { of: kept, as: world.office, changes: [['mergedFrom', merged, null]] as const, reason: '并错了' },
        { of: child, as: world.auditor, changes: [['parent', kept, merged]] as const, reason: '并错了' },
      ];
      return { of: merged, as: world.auditor, changes: [['mergedInto', kept, null]], reason: '并错了', others };
    },
    openFund: async () => {
      const { platform, world } = given;
      const of = await platform.done(world.county, 'openFund', { programme: 'EAST_WEST', nameZh: '沿革资金', openedOn: '2020-01-01' });
      return { of, as: world.prefecture, changes: [['nameZh', null, '沿革资金']] };
    },
    inviteMember: async () => {
      const { platform, world } = given;
      await invitationBy(platform, world.administrator, { name: '受邀者', role: 'AUDITOR' });
      const [{ id }] = await newest('invitation');
      return {
        of: keyed('Invitation', id),
        as: world.administrator,
        changes: [
          ['name', null, '受邀者'],
          ['role', null, 'AUDITOR'],
        ],
      };
    },
    acceptInvitation: async () => {
      const { platform, world } = given;
      const code = await invitationBy(platform, world.administrator, { name: '接受者', role: 'AUDITOR' });
      dataOf(await accepting(platform, { code, signInName: 'taker', password: 'a long enough one' }));
      const [[{ id }], [invitation], [account]] = await Promise.all([newest('membership'), newest('invitation'), newest('account')]);
      const as = world.administrator;
      return {
        of: keyed('Membership', id),
        as,
        changes: [
          ['account', null, account.id],
          ['role', null, 'AUDITOR'],
        ],
        others: [
          { of: keyed('Invitation', invitation.id), as, changes: [['membership', null, id]] },
          {
            of: keyed('Account', account.id),
            as,
            changes: [
              ['name', null, '接受者'],
              ['signInName', null, 'taker'],
            ],
          },
        ],
      };
    },
    endMembership: async () => {
      const { platform, world } = given;
      await newPerson(platform, world.administrator, { role: 'AUDITOR' });
      const [{ id }] = await newest('membership');
      await platform.done(world.administrator, 'endMembership', { membership: keyed('Membership', id), reason: '调离' });
      return { of: keyed('Membership', id), as: world.administrator, changes: [['endedAt', null, TEXT]], reason: '调离' };
    },
    createServiceToken: async () => {
      const { platform, world } = given;
      await platform.write(world.administrator, 'createServiceToken', { name: '机器', scopes: ['READ'], days: 7 });
      const [{ id }] = await newest('access_token');
      return {
        of: keyed('AccessToken', id),
        as: world.administrator,
        changes: [
          ['name', null, '机器'],
          ['scopes', null, '["READ"]'],
        ],
      };
    },
    revokeToken: async () => {
      const { platform, world } = given;
      await platform.write(world.administrator, 'createServiceToken', { name: '机器', scopes: ['READ'], days: 7 });
      const [{ id }] = await newest('access_token');
      await platform.done(world.administrator, 'revokeToken', { token: keyed('AccessToken', id) });
      return { of: keyed('AccessToken', id), as: world.administrator, changes: [['revokedAt', null, TEXT]] };
    },
    createWebhook: async () => ({
      of: await webhook(),
      as: given.world.administrator,
      changes: [
        ['name', null, '系统'],
        ['url', null, 'https://receiver.example/hook'],
      ],
    }),
    rotateWebhookSecret: async () => {
      const { platform, world } = given;
      const of = await webhook();
      await platform.done(world.administrator, 'rotateWebhookSecret', { webhook: of });
      return { of, as: world.administrator, changes: [['previousSecretUntil', null, TEXT]] };
    },
    disableWebhook: async () => {
      const { platform, world } = given;
      const of = await webhook();
      await platform.done(world.administrator, 'disableWebhook', { webhook: of, reason: '停用' });
      return { of, as: world.administrator, changes: [['state', 'ACTIVE', 'DISABLED']], reason: '停用' };
    },
    enableWebhook: async () => {
      const { platform, world } = given;
      const of = await webhook();
      await platform.done(world.administrator, 'disableWebhook', { webhook: of, reason: '停用' });
      await platform.done(world.administrator, 'enableWebhook', { webhook: of });
      return { of, as: world.administrator, changes: [['state', 'DISABLED', 'ACTIVE']] };
    },
    testWebhook: async () => {
      const { platform, world } = given;
      const of = await webhook();
      await platform.done(world.administrator, 'testWebhook', { webhook: of });
      return { of, as: world.administrator, changes: [['message', null, TEXT]] };
    },
    replayWebhook: async () => {
      const { platform, world } = given;
      const of = await webhook();
      await platform.rows(sql`update webhook set position = 7 where id = ${keyIn(of)}::bigint`);
      await platform.done(world.administrator, 'replayWebhook', { webhook: of, afterPosition: '0' });
      return { of, as: world.administrator, changes: [['position', '7', '0']] };
    },
    deactivateAccount: async () => {
      const { platform, world } = given;
      await newPerson(platform, world.administrator, { role: 'AUDITOR' });
      const [{ id }] = await newest('account');
      await platform.done(world.administrator, 'deactivateAccount', { account: keyed('Account', id), reason: '离职' });
      return { of: keyed('Account', id), as: world.administrator, changes: [['deactivatedAt', null, TEXT]], reason: '离职' };
    },
    signIn: async () => {
      const { platform, world } = given;
      const person = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
      dataOf(await signingIn(platform, person.signInName, person.password));
      return {
        of: keyed('Account', (await newest('account'))[0].id),
        as: person,
        changes: [['session', null, (await newest('access_token'))[0].id]],
      };
    },
    signOut: async () => {
      const { platform, world } = given;
      const person = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
      const [{ id }] = await newest('access_token');
      await platform.write(person, 'signOut', {});
      return { of: keyed('Account', (await newest('account'))[0].id), as: world.administrator, changes: [['session', id, null]] };
    },
    changePassword: async () => {
      const { platform, world } = given;
      const person = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
      await signingIn(platform, person.signInName, person.password);
      const [{ id }] = await newest('access_token');
      dataOf(await platform.write(person, 'changePassword', { currentPassword: person.password, newPassword: 'another long enough' }));
      return { of: keyed('Account', (await newest('account'))[0].id), as: person, changes: [['endedSessions', null, `["${id}"]`]] };
    },
  };

  /** A request for a row that comes late into a closed year. */
  async function asked(year: number): Promise<string> {
    const { platform, world } = given;
    await close(platform, world, await openYear(platform, world, year));
    const late = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, occurredOn: `${year}-05-01` }));
    return platform.done(world.shanghai, 'askForCorrection', { contribution: late, reason: '补录' });
  }

  /** A file that is bound to a contribution. */
  async function attached(content: number): Promise<string> {
    const { platform, world } = given;
    const file = await uploadedFile(platform, world.shanghai, content);
    return platform.done(world.shanghai, 'attachEvidence', { file, subject: await submitted(), caption: '收据' });
  }

  /** The receiving side confirms with this figure, alone or as the only one of many. */
  async function confirmed(action: 'confirmContribution' | 'confirmContributions', of: string, amount: string, state: string): Promise<Made> {
    const { platform, world } = given;
    const figure = { ...(await sameFigure(platform, of)), amount };
    const as = await receiverOf(platform, of);
    if (action === 'confirmContribution') await platform.done(as, action, figure);
    else {
      const text = `mutation ($input: [ConfirmContributionInput!]!, $key: String!) {
        confirmContributions(input: $input, idempotencyKey: $key) { outcomes { refusal { code } } } }`;
      await platform.read(text, { as, variables: { input: [figure], key: randomUUID() } });
    }
    return {
      of,
      as: world.shanghai,
      changes: [
        ['amount', null, amount],
        ['state', 'SUBMITTED', state],
      ],
    };
  }

  /** A report that the enterprise owes for a period of its own. */
  async function reportOfEnterprise(): Promise<string> {
    const { platform, world } = given;
    owed += 1;
    const period = await openPeriod(platform, world, { endedAgo: owed * 40 });
    return (await reportOwed(platform, world, period, world.enterpriseId)).id;
  }

  /** A sample of one accepted gift of Shanghai's. */
  async function drawn(): Promise<string> {
    const { platform, world } = given;
    await confirmAndAccept(platform, world.prefecture, await submitted());
    return platform.done(world.auditor, 'drawSample', { title: '抽查', size: 1, seed: 'lottery-36', frame: { partner: world.shanghaiId } });
  }

  /** A finding against it. */
  async function found(): Promise<string> {
    const { platform, world } = given;
    const sample = await drawn();
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on AuditSample { rows { nodes { contribution { id } } } } } }', {
      as: world.auditor,
      variables: { id: sample },
    });
    const finding = { kind: 'OTHER', severity: 'MINOR', description: '收据没有盖章', addressee: 'PARTNER' };
    return platform.done(world.auditor, 'recordFinding', { sample, row: node.rows.nodes[0].contribution.id, ...finding });
  }

  /** Two records of one organisation, the second with a subsidiary, that are merged. */
  async function merging() {
    const { platform, world } = given;
    const register = (nameZh: string, parent?: string) =>
      platform.done(world.office, 'registerPartner', { kind: 'ENTERPRISE', nameZh, parent, creditCode: newCreditCode() });
    const [kept, merged] = [await register('集团'), await register('集团（重复）')];
    const child = await register('子公司', merged);
    await platform.done(world.office, 'mergePartners', { kept, merged, reason: '重复登记' });
    return { kept, merged, child };
  }

  async function newest(table: string): Promise<[{ id: string }]> {
    return (await given.platform.rows<{ id: string }>(sql`select max(id)::text as id from ${sql.id(table)}`)) as [{ id: string }];
  }
}
