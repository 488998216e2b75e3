import { AppError } from '../shared/errors/app-error.js';
import type { MemberRole, Role, Viewer } from './viewer.js';

/** Who may do an action: members with a role, those of them who manage their organisation, or anybody who is signed in. */
export type Grant = Role | `${MemberRole} MANAGER` | 'ACCOUNT';

const MANAGERS = ['PARTNER MANAGER', 'PLACE MANAGER', 'PROGRAMME_OFFICE MANAGER', 'AUDITOR MANAGER', 'ADMINISTRATOR'] as const;

/** What each may do. Reading is not in it: what a viewer may see is decided row by row (visibility.ts). */
export const PERMISSIONS = {
  logContribution: ['PARTNER', 'PLACE'],
  submitContribution: ['PARTNER', 'PLACE'],
  withdrawContribution: ['PARTNER', 'PLACE'],
  correctContribution: ['PARTNER', 'PLACE'],
  offerMatching: ['PARTNER'],
  confirmContribution: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
  confirmContributions: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
  sendContributionMessage: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
  acceptContribution: ['PLACE', 'PROGRAMME_OFFICE'],
  returnContribution: ['PLACE', 'PROGRAMME_OFFICE'],
  askForCorrection: ['PARTNER', 'PLACE'],
  withdrawCorrectionRequest: ['PARTNER', 'PLACE'],
  agreeCorrection: ['PLACE', 'PROGRAMME_OFFICE'],
  refuseCorrection: ['PLACE', 'PROGRAMME_OFFICE'],
  saveReport: ['PARTNER'],
  submitReport: ['PARTNER'],
  acceptReport: ['PLACE', 'PROGRAMME_OFFICE'],
  returnReport: ['PLACE', 'PROGRAMME_OFFICE'],
  openPeriod: ['PROGRAMME_OFFICE'],
  changeDueDay: ['PROGRAMME_OFFICE'],
  closePeriod: ['PROGRAMME_OFFICE'],
  proposeProject: ['PARTNER'],
  updateProject: ['PARTNER'],
  openProjectNotice: ['PLACE', 'PROGRAMME_OFFICE'],
  approveProject: ['PLACE', 'PROGRAMME_OFFICE'],
  returnProject: ['PLACE', 'PROGRAMME_OFFICE'],
  acceptProject: ['PLACE', 'PROGRAMME_OFFICE'],
  suspendProject: ['PLACE', 'PROGRAMME_OFFICE'],
  resumeProject: ['PLACE', 'PROGRAMME_OFFICE'],
  objectToProject: ['ACCOUNT'],
  withdrawObjection: ['ACCOUNT'],
  draftAgreement: ['PARTNER', 'PLACE'],
  signAgreement: ['PARTNER', 'PLACE'],
  withdrawAgreement: ['PARTNER', 'PLACE'],
  amendAgreement: ['PARTNER', 'PLACE'],
  signAmendment: ['PARTNER', 'PLACE'],
  withdrawAmendment: ['PARTNER', 'PLACE'],
  suspendAgreement: ['PLACE', 'PROGRAMME_OFFICE'],
  resumeAgreement: ['PLACE', 'PROGRAMME_OFFICE'],
  endAgreement: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
  uploadEvidence: ['PARTNER', 'PLACE', 'AUDITOR'],
  attachEvidence: ['PARTNER', 'PLACE', 'AUDITOR'],
  publishEvidence: ['PARTNER', 'PLACE'],
  detachEvidence: ['PARTNER', 'PLACE', 'AUDITOR'],
  drawSample: ['AUDITOR'],
  publishSample: ['AUDITOR'],
  recordVisit: ['AUDITOR'],
  recordFinding: ['AUDITOR'],
  sendFinding: ['AUDITOR'],
  answerFinding: ['PARTNER', 'PLACE'],
  settleFinding: ['AUDITOR'],
  agreePairing: ['PARTNER', 'PROGRAMME_OFFICE'],
  endPairing: ['PARTNER', 'PROGRAMME_OFFICE'],
  registerPartner: ['PROGRAMME_OFFICE', 'ADMINISTRATOR'],
  mergePartners: ['PROGRAMME_OFFICE', 'ADMINISTRATOR'],
  unmergePartners: ['PROGRAMME_OFFICE', 'ADMINISTRATOR'],
  openFund: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
  inviteMember: MANAGERS,
  endMembership: MANAGERS,
  createServiceToken: MANAGERS,
  createWebhook: MANAGERS,
  rotateWebhookSecret: MANAGERS,
  disableWebhook: MANAGERS,
  enableWebhook: MANAGERS,
  testWebhook: MANAGERS,
  replayWebhook: MANAGERS,
  deactivateAccount: ['ADMINISTRATOR'],
  acceptInvitation: ['PUBLIC', 'ACCOUNT'],
  signIn: ['PUBLIC', 'ACCOUNT'],
  signOut: ['ACCOUNT'],
  changePassword: ['ACCOUNT'],
  revokeToken: ['ACCOUNT'],
} as const satisfies Record<string, readonly Grant[]>;

export type Action = keyof typeof PERMISSIONS;

export const ACTIONS = Object.keys(PERMISSIONS) as Action[];

/** The scope of a service token that reads. */
export const READ = 'READ';

/** What a service token may be narrowed to: reading, and what a member does without being its manager. Who may come in is for people to say. */
export const SCOPES: readonly string[] = [READ, ...ACTIONS.filter(isForMachines)];

export function may(viewer: Viewer, action: Action): boolean {
  return isGranted(viewer, action) && (viewer.scopes === null || (viewer.scopes.includes(action) && isForMachines(action)));
}

function isGranted({ role, manages, accountId }: Viewer, action: Action): boolean {
  return grantsOf(action).some((grant) => (grant === 'ACCOUNT' ? accountId !== null : grant === role || (manages && grant === `${role} MANAGER`)));
}

function isForMachines(action: Action): boolean {
  return grantsOf(action).every((grant) => grant !== 'PUBLIC' && grant !== 'ACCOUNT' && !grant.endsWith(' MANAGER'));
}

function grantsOf(action: Action): readonly Grant[] {
  return PERMISSIONS[action];
}

export function assertMay(viewer: Viewer, action: Action): void {
  if (may(viewer, action)) return;
  if (viewer.accountId !== null) throw forbidden(action);
  throw viewer.identity === null ? signInFirst() : withoutAccount(action);
}

/** Throws for a service token that was not made for reading. */
export function assertMayRead({ scopes }: Viewer): void {
  if (scopes === null || scopes.includes(READ)) return;
  throw new AppError(
    'FORBIDDEN',
    { zh: '这个服务令牌的范围不含 READ，不能查询。', en: 'The scopes of this service token do not include READ, so it reads nothing.' },
    { action: READ },
  );
}

export function signInFirst(): AppError {
  return new AppError('UNAUTHENTICATED', {
    zh: '请先登录：在请求头中加入 Authorization: Bearer <令牌>。',
    en: 'Sign in first: send the header Authorization: Bearer <token>.',
  });
}

/** An identity provider knows them, and nobody has invited them yet. */
function withoutAccount(action: Action): AppError {
  return new AppError(
    'FORBIDDEN',
    {
      zh: '您的身份尚无账号，只能先用邀请码接受邀请（acceptInvitation）。',
      en: 'Your identity has no account yet; all it may do is accept an invitation (acceptInvitation).',
    },
    { action, reason: 'NO_ACCOUNT' },
  );
}

/** Signed in, but this is not the viewer's to do. */
export function forbidden(action: Action): AppError {
  return new AppError(
    'FORBIDDEN',
    {
      zh: `您的账号不能执行“${action}”，或该记录不属于您所在的单位。`,
      en: `Your account may not ${action} here: the role or the organisation does not fit.`,
    },
    { action },
  );
}
