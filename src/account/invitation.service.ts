import { hashOf, newSecret } from '../access/secret.js';
import type { MemberRole, Viewer } from '../access/viewer.js';
import { partnerReference, placeReference } from '../reading/reference.js';
import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { type WritingContext, write } from '../writing/write.js';
import type { AcceptInvitationInput, InviteMemberInput } from './account.input.js';
import {
  checkNewSignIn,
  checkNoNewSignIn,
  checkOrganisation,
  checkPersonName,
  INVITATION_NOT_VALID,
  normaliseSignInName,
  type Organisation,
} from './account.rules.js';
import { hashOfPassword } from './password.js';
import { type Session, sessionBegun } from './session.js';

const INVITATION_DAYS = 7;

export interface Invited extends Written {
  /** Null where the invitation was made by an earlier request with the same key: a code is shown once. */
  readonly code: string | null;
}

/** Invites somebody to act for the viewer's organisation; administrators invite to any. */
export async function inviteMember(context: WritingContext, input: InviteMemberInput, idempotencyKey: string): Promise<Invited> {
  const { viewer } = context;
  const role = invitedRole(input, viewer);
  const isOwn = role === viewer.role;
  const partner = input.partner ? partnerReference(input.partner) : sql`${isOwn ? viewer.partnerId : null}::bigint`;
  const place = input.place ? placeReference(input.place) : sql`${isOwn ? viewer.placeId : null}::bigint`;
  let code: string | null = null;
  const written = await write<Organisation>(context, {
    action: 'inviteMember',
    input,
    idempotencyKey,
    load: async (transaction) => ({
      role,
      ...(await selectTheOne<Omit<Organisation, 'role'>>(transaction, sql`select (${partner})::text as "partnerId", (${place})::text as "placeId"`)),
    }),
    permits: (organisation) => viewer.role === 'ADMINISTRATOR' || isSame(organisation, viewer),
    check: (organisation, broken) => {
      checkPersonName(broken, input.name);
      checkOrganisation(broken, organisation);
    },
    write: async (transaction, organisation) => {
      code = newSecret('xi_');
      const row = { name: normaliseText(input.name), ...organisation, manages: input.manages };
      const { id } = await selectTheOne<{ id: string }>(
        transaction,
        sql`
          insert into invitation (code_hash, name, role, partner_id, place_id, manages, invited_by, expires_at)
          values (${hashOf(code)}, ${row.name}, ${row.role}, ${row.partnerId}::bigint, ${row.placeId}::bigint, ${row.manages},
            ${viewer.membershipId}::bigint, now() + make_interval(days => ${INVITATION_DAYS}))
          returning id::text as id`,
      );
      return { type: 'Invitation', id, change: row };
    },
  });
  return { ...written, code };
}

function invitedRole({ role, partner, place }: InviteMemberInput, viewer: Viewer): MemberRole {
  if (role) return role;
  if (partner) return 'PARTNER';
  if (place) return 'PLACE';
  // Whoever may invite has a role.
  return viewer.role as MemberRole;
}

function isSame(organisation: Organisation, viewer: Viewer): boolean {
  return organisation.role === viewer.role && organisation.partnerId === viewer.partnerId && organisation.placeId === viewer.placeId;
}

interface AcceptanceFacts extends Organisation {
  readonly id: string;
  readonly name: string;
  readonly manages: boolean;
  /** Not used, not expired, and made by somebody who may still invite. */
  readonly isGood: boolean;
  /** Made by an account of the demonstration. */
  readonly demonstration: boolean;
  readonly nameTaken: boolean;
}

/** Makes the viewer a member, or whoever asks an account that is one. Gives the session of a new account with a password. */
export async function acceptInvitation(context: WritingContext, input: AcceptInvitationInput): Promise<Session | null> {
  const { viewer } = context;
  const signInName = input.signInName == null ? null : normaliseSignInName(input.signInName);
  let session: Session | null = null;
  await write<AcceptanceFacts | undefined>(context, {
    action: 'acceptInvitation',
    input: null,
    load: (transaction) =>
      selectOne(
        transaction,
        sql`
          select id, name, role, partner_id as "partnerId", place_id as "placeId", manages, is_good as "isGood", demonstration,
            sign_in_name_is_taken(${signInName}) as "nameTaken"
          from invitation_of_code(${hashOf(input.code)})`,
      ),
    permits: () => true,
    check: (facts, broken) => checkAcceptance(broken, input, facts, viewer),
    write: async (transaction, facts) => {
      const invitation = facts as AcceptanceFacts;
      const accountId = viewer.accountId ?? (await newAccount(transaction, input, invitation, viewer));
      const { id } = await selectTheOne<{ id: string }>(
        transaction,
        sql`select accept_invitation(${hashOf(input.code)}, ${accountId}::bigint) as id`,
      );
      if (viewer.accountId === null && viewer.identity === null) session = await sessionBegun(transaction, accountId);
      const { role, partnerId, placeId, manages } = invitation;
      const change = { invitation: invitation.id, account: accountId, role, partnerId, placeId, manages };
      const used = { type: 'Invitation', id: invitation.id, change: { membership: id }, before: { membership: null } };
      const made = {
        type: 'Account',
        id: accountId,
        change: { name: nameOf(input, invitation, viewer), signInName, identityIssuer: viewer.identity?.issuer },
      };
      return { type: 'Membership', id, by: accountId, change, others: viewer.accountId === null ? [used, made] : [used] };
    },
  });
  return session;
}

function checkAcceptance(broken: BrokenRule[], input: AcceptInvitationInput, facts: AcceptanceFacts | undefined, viewer: Viewer): void {
  if (!facts?.isGood) {
    broken.push(INVITATION_NOT_VALID);
    return;
  }
  checkPersonName(broken, input.name);
  if (viewer.accountId === null && viewer.identity === null) checkNewSignIn(broken, input, facts.nameTaken);
  else checkNoNewSignIn(broken, input);
  if (viewer.accountId !== null && viewer.demonstration !== facts.demonstration) {
    addBroken(broken, 'DEMONSTRATION_MIXED', ['input', 'code'], {
      zh: '示例账号与真实账号不能互相邀请。',
      en: 'Accounts of the demonstration and real ones do not invite each other.',
    });
  }
}

async function newAccount(transaction: Executor, input: AcceptInvitationInput, facts: AcceptanceFacts, viewer: Viewer): Promise<string> {
  const { identity } = viewer;
  const isOwnPassword = identity === null;
  const { id } = await selectTheOne<{ id: string }>(
    transaction,
    sql`
      select new_account(${nameOf(input, facts, viewer)}, ${isOwnPassword ? normaliseSignInName(input.signInName ?? '') : null},
        ${isOwnPassword ? await hashOfPassword(input.password ?? '') : null}, ${identity?.issuer ?? null}, ${identity?.subject ?? null},
        ${facts.demonstration}) as id`,
  );
  return id;
}

function nameOf(input: AcceptInvitationInput, invitation: AcceptanceFacts, { identity }: Viewer): string {
  return normaliseText(input.name ?? identity?.name ?? invitation.name);
}
