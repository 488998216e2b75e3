import type { Action } from '../../src/access/permissions.js';
import type { Role } from '../../src/access/viewer.js';
import { confirm } from '../support/life.js';
import type { Account, Platform } from '../support/platform.js';
import { approvedProject, COUNTY, gift, proposalWithNotice, SECTOR, type World } from '../support/world.js';

/** A viewer who does not see a row; the public has no account. */
export interface Blind {
  readonly role: Role;
  readonly as: Account | undefined;
}

/** A write whose payload gives a row that partners own, and who may not come to that row by it. */
export interface PayloadProbe {
  readonly action: Action;
  readonly writer: Account;
  /** Makes what the write needs, anew each time, and gives its input. */
  readonly input: () => Promise<Readonly<Record<string, unknown>>>;
  /** The part of the input that names the row; null where the write makes it. */
  readonly named: string | null;
  /** Who sees neither the row that is named nor the one that is made. */
  readonly blind: readonly Blind[];
}

/** One probe for each field of a payload that gives rows which partners own. */
export function payloadProbesOf(platform: Platform, world: World): Readonly<Record<string, PayloadProbe>> {
  const { done } = platform;
  const { shanghai, county } = world;
  const others: readonly Blind[] = [
    { role: 'PUBLIC', as: undefined },
    { role: 'PARTNER', as: world.guangdong },
    { role: 'PARTNER', as: world.enterprise },
    { role: 'PLACE', as: world.otherCounty },
    { role: 'PLACE', as: world.village },
  ];
  // What is handed in, the county, the office and the auditors see; a draft, nobody but its partner.
  const allOthers: readonly Blind[] = [
    ...others,
    { role: 'PLACE', as: county },
    { role: 'PROGRAMME_OFFICE', as: world.office },
    { role: 'AUDITOR', as: world.auditor },
    { role: 'ADMINISTRATOR', as: world.administrator },
  ];
  const money = (input: object) => gift({ project: world.project, ...input });
  const proposal = { programme: 'EAST_WEST', nameZh: '未批项目', sector: SECTOR, places: [{ place: COUNTY }] };
  const draft = async () => ({ contribution: await done(shanghai, 'logContribution', money({ draft: true })) });
  const confirmed = async () => ({ contribution: await confirm(platform, await done(shanghai, 'logContribution', money({}))) });
  const handedIn = async () => ({ contribution: await done(shanghai, 'logContribution', money({})) });
  const proposed = async () => ({ project: await done(shanghai, 'proposeProject', proposal) });
  // Once it is approved, everybody sees a project.
  const nobody: readonly Blind[] = [];
  const approved = async () => ({ project: await approvedProject(platform, shanghai, world.office, { places: [{ place: COUNTY }] }) });
  const completed = async () => {
    const { project } = await approved();
    for (const [index, status] of ['UNDER_WAY', 'COMPLETED'].entries())
      await done(shanghai, 'updateProject', { project, version: 2 + index, status });
    return { project };
  };
  const withReason = async () => ({ ...(await handedIn()), reason: '笔误' });
  return {
    'LogContributionPayload.contribution': {
      action: 'logContribution',
      writer: shanghai,
      input: async () => ({ ...money({ draft: true }) }),
      named: null,
      blind: allOthers,
    },
    'CorrectContributionPayload.contribution': {
      action: 'correctContribution',
      writer: shanghai,
      input: async () => ({ ...(await withReason()), amount: '99' }),
      named: 'contribution',
      blind: others,
    },
    'SubmitContributionPayload.contribution': {
      action: 'submitContribution',
      writer: shanghai,
      input: draft,
      named: 'contribution',
      blind: allOthers,
    },
    'WithdrawContributionPayload.contribution': {
      action: 'withdrawContribution',
      writer: shanghai,
      input: draft,
      named: 'contribution',
      blind: allOthers,
    },
    'AcceptContributionPayload.contribution': {
      action: 'acceptContribution',
      writer: county,
      input: confirmed,
      named: 'contribution',
      blind: others,
    },
    'ConfirmContributionPayload.contribution': {
      action: 'confirmContribution',
      writer: county,
      input: async () => ({ ...(await handedIn()), confirmedOn: '2020-05-02', amount: '100' }),
      named: 'contribution',
      blind: others,
    },
    'ReturnContributionPayload.contribution': {
      action: 'returnContribution',
      writer: county,
      input: withReason,
      named: 'contribution',
      blind: others,
    },
    'ProposeProjectPayload.project': {
      action: 'proposeProject',
      writer: shanghai,
      input: async () => proposal,
      named: null,
      blind: others,
    },
    'UpdateProjectPayload.project': {
      action: 'updateProject',
      writer: shanghai,
      input: async () => ({ ...(await proposed()), version: 1, nameZh: '改名项目' }),
      named: 'project',
      blind: others,
    },
    'OpenProjectNoticePayload.project': {
      action: 'openProjectNotice',
      writer: county,
      input: async () => ({ project: await proposalWithNotice(platform, shanghai) }),
      named: 'project',
      blind: others,
    },
    'ReturnProjectPayload.project': {
      action: 'returnProject',
      writer: county,
      input: async () => ({ ...(await proposed()), reason: '请补充' }),
      named: 'project',
      blind: others,
    },
    'AcceptProjectPayload.project': {
      action: 'acceptProject',
      writer: county,
      input: async () => ({ ...(await completed()), acceptedOn: '2020-05-02' }),
      named: 'project',
      blind: nobody,
    },
    'SuspendProjectPayload.project': {
      action: 'suspendProject',
      writer: county,
      input: async () => ({ ...(await approved()), reason: '停工' }),
      named: 'project',
      blind: nobody,
    },
    'ResumeProjectPayload.project': {
      action: 'resumeProject',
      writer: county,
      input: async () => ({ project: await done(county, 'suspendProject', { ...(await approved()), reason: '停工' }) }),
      named: 'project',
      blind: nobody,
    },
    'ApproveProjectPayload.project': {
      action: 'approveProject',
      writer: county,
      input: proposed,
      named: 'project',
      blind: others,
    },
  };
}
