import { AppError } from '../shared/errors/app-error.js';
import type { Role, Viewer } from './viewer.js';

/** What each role may do. Reading is not in it: what a viewer may see is decided row by row (visibility.ts). */
export const PERMISSIONS = {
  logContribution: ['PARTNER', 'PLACE'],
  submitContribution: ['PARTNER', 'PLACE'],
  withdrawContribution: ['PARTNER', 'PLACE'],
  correctContribution: ['PARTNER', 'PLACE'],
  acceptContribution: ['PLACE', 'PROGRAMME_OFFICE'],
  returnContribution: ['PLACE', 'PROGRAMME_OFFICE'],
  proposeProject: ['PARTNER'],
  updateProject: ['PARTNER'],
  approveProject: ['PLACE', 'PROGRAMME_OFFICE'],
  agreePairing: ['PARTNER', 'PROGRAMME_OFFICE'],
  endPairing: ['PARTNER', 'PROGRAMME_OFFICE'],
  registerPartner: ['PROGRAMME_OFFICE', 'ADMINISTRATOR'],
  openFund: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof PERMISSIONS;

export function may(viewer: Viewer, action: Action): boolean {
  return (PERMISSIONS[action] as readonly Role[]).includes(viewer.role);
}

export function assertMay(viewer: Viewer, action: Action): void {
  if (viewer.role === 'PUBLIC') {
    throw new AppError('UNAUTHENTICATED', {
      zh: '请先登录：在请求头中加入 Authorization: Bearer <令牌>。',
      en: 'Sign in first: send the header Authorization: Bearer <token>.',
    });
  }
  if (!may(viewer, action)) throw forbidden(action);
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
