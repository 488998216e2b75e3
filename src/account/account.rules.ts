import { type Action, may, READ } from '../access/permissions.js';
import type { MemberRole, Viewer } from '../access/viewer.js';
import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { normaliseText } from '../shared/text.js';
import { checkedText } from '../writing/text.rules.js';
import type { CreateServiceTokenInput } from './account.input.js';
import { lengthOf, PASSWORD_LENGTH } from './password.js';

/** Whom a member acts for. */
export interface Organisation {
  readonly role: MemberRole;
  readonly partnerId: string | null;
  readonly placeId: string | null;
}

const SIGN_IN_NAME_TAKEN: BrokenRule = {
  code: 'SIGN_IN_NAME_TAKEN',
  path: ['input', 'signInName'],
  messages: { zh: '这个登录名已被使用，请换一个。', en: 'This sign-in name is taken; choose another one.' },
};

const ALREADY_MEMBER: BrokenRule = {
  code: 'ALREADY_MEMBER',
  path: ['input', 'code'],
  messages: { zh: '您在该单位已有同样的成员身份。', en: 'You are such a member of this organisation already.' },
};

declareConstraint('account_sign_in_name', SIGN_IN_NAME_TAKEN);
declareConstraint('membership_current', ALREADY_MEMBER);
declareConstraint('account_identity', {
  code: 'IDENTITY_TAKEN',
  path: ['input'],
  messages: { zh: '您的身份刚刚已建立账号，请重试。', en: 'An account was made for your identity just now; please try again.' },
});

/** In the form that it is stored and compared in. */
export function normaliseSignInName(name: string): string {
  return normaliseText(name).normalize('NFKC').toLowerCase();
}

export function checkOrganisation(broken: BrokenRule[], { role, partnerId, placeId }: Organisation): void {
  if ((role === 'PARTNER') === (partnerId !== null) && (role === 'PLACE') === (placeId !== null)) return;
  addBroken(broken, 'ORGANISATION_DOES_NOT_FIT', ['input', 'role'], {
    zh: '角色 PARTNER 须且只须指明帮扶方（partner），PLACE 须且只须指明行政区（place），其他角色都不指明。',
    en: 'The role PARTNER takes a partner, PLACE takes a place, and the other roles take neither.',
  });
}

export function checkPersonName(broken: BrokenRule[], name: string | null | undefined): void {
  checkedText(broken, ['input', 'name'], name, { max: 100 });
}

interface NewSignIn {
  readonly signInName?: string | null;
  readonly password?: string | null;
}

/** What a new account of its own password needs. */
export function checkNewSignIn(broken: BrokenRule[], { signInName, password }: NewSignIn, isTaken: boolean): void {
  if (signInName == null) {
    addBroken(broken, 'SIGN_IN_NAME_MISSING', ['input', 'signInName'], {
      zh: '请填登录名（signInName）。',
      en: 'Choose a sign-in name (signInName).',
    });
  } else {
    checkSignInName(broken, signInName);
    if (isTaken) broken.push(SIGN_IN_NAME_TAKEN);
  }
  if (password == null) addBroken(broken, 'PASSWORD_MISSING', ['input', 'password'], { zh: '请填密码（password）。', en: 'Choose a password.' });
  else checkPassword(broken, ['input', 'password'], password);
}

function checkSignInName(broken: BrokenRule[], signInName: string): void {
  const name = checkedText(broken, ['input', 'signInName'], signInName, { max: 100 }) ?? '';
  if ([...name].length >= 3 && !/\s/u.test(name)) return;
  addBroken(broken, 'SIGN_IN_NAME_MALFORMED', ['input', 'signInName'], {
    zh: '登录名须为 3 至 100 个字符，不含空格。',
    en: 'A sign-in name has 3 to 100 characters and no spaces.',
  });
}

/** Who is signed in, or known to a provider, has no use for another way in. */
export function checkNoNewSignIn(broken: BrokenRule[], { signInName, password }: NewSignIn): void {
  if (signInName == null && password == null) return;
  addBroken(broken, 'SIGN_IN_NOT_NEEDED', ['input', 'signInName'], {
    zh: '您已登录，接受邀请不需要登录名和密码。',
    en: 'You are signed in already; leave out the sign-in name and the password.',
  });
}

export function checkPassword(broken: BrokenRule[], path: readonly string[], password: string): void {
  const { least, most } = PASSWORD_LENGTH;
  const length = lengthOf(password);
  if (length >= least && length <= most) return;
  addBroken(broken, length < least ? 'PASSWORD_TOO_SHORT' : 'PASSWORD_TOO_LONG', path, {
    zh: `密码须为 ${least} 至 ${most} 个字符，收到 ${length} 个。`,
    en: `A password has ${least} to ${most} characters, got ${length}.`,
  });
}

/** A token gives no more than the membership that it is bound to. */
export function checkServiceToken(broken: BrokenRule[], { name, scopes, days }: CreateServiceTokenInput, viewer: Viewer): void {
  checkedText(broken, ['input', 'name'], name, { max: 100 });
  if (scopes.length === 0)
    addBroken(broken, 'SCOPE_MISSING', ['input', 'scopes'], { zh: '请至少选一个范围（scopes）。', en: 'Choose at least one scope.' });
  const excess = [...new Set(scopes)].filter((scope) => scope !== READ && !may(viewer, scope as Action));
  if (excess.length > 0) {
    addBroken(broken, 'SCOPE_NOT_YOURS', ['input', 'scopes'], {
      zh: `您的成员身份本身不能执行：${excess.join('、')}。`,
      en: `Your membership may not do this itself: ${excess.join(', ')}.`,
    });
  }
  if (days < 1 || days > 366) {
    addBroken(broken, 'DAYS_OUT_OF_RANGE', ['input', 'days'], {
      zh: `有效天数须为 1 至 366，收到 ${days}。`,
      en: `A token lasts 1 to 366 days, got ${days}.`,
    });
  }
}

export function checkReason(broken: BrokenRule[], reason: string): void {
  checkedText(broken, ['input', 'reason'], reason, { max: 500, prose: true });
}

export const INVITATION_NOT_VALID: BrokenRule = {
  code: 'INVITATION_NOT_VALID',
  path: ['input', 'code'],
  messages: {
    zh: '邀请码无效：不存在、已用过、已过期，或邀请人已不在该单位。',
    en: 'The invitation is not good: there is none with this code, it was used, it has expired, or whoever invited has left.',
  },
};
