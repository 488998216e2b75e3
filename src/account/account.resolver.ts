import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import type { Viewer } from '../access/viewer.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { type Alias, alias, type Sql, sql } from '../shared/sql.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { AccessToken } from './access-token.entity.js';
import { Account } from './account.entity.js';
import {
  AccessTokenOrder,
  CreateServiceTokenInput,
  DeactivateAccountInput,
  EndMembershipInput,
  InviteMemberInput,
  MemberFilter,
  MemberOrder,
} from './account.input.js';
import { CreateServiceTokenPayload, InviteMemberPayload } from './account.payloads.js';
import { isOfOrganisation } from './account.reading.js';
import { inviteMember } from './invitation.service.js';
import { Membership } from './membership.entity.js';
import { deactivateAccount, endMembership } from './membership.service.js';
import { createServiceToken, revokeToken } from './token.service.js';

const MembershipConnection = connectionType(Membership, 'Membership');
export const AccessTokenConnection = connectionType(AccessToken, 'AccessToken');
const MembersArgs = pageArgs({ filter: MemberFilter, order: MemberOrder, defaultOrder: MemberOrder.NEWEST });
export const AccessTokensArgs = pageArgs({ order: AccessTokenOrder, defaultOrder: AccessTokenOrder.NEWEST });

/** Whether a service token is of the organisation that the viewer acts for; to an administrator each is. */
function isBoundTo(row: Alias, viewer: Viewer): Sql {
  if (viewer.role === 'ADMINISTRATOR') return sql`true`;
  return sql`exists (select from membership bound where bound.id = ${row('membership_id')} and ${isOfOrganisation(alias('bound'), viewer)})`;
}

const EndMembershipPayload = payloadType('EndMembership', Membership, 'membership', 'The membership with its end.');
const DeactivateAccountPayload = payloadType('DeactivateAccount', Account, 'account', 'The account as deactivated.');
const RevokeTokenPayload = payloadType('RevokeToken', AccessToken, 'token', 'The token as revoked.');

@Resolver()
export class AccountResolver {
  @Query(() => MembershipConnection, {
    description:
      'The members of the organisation that the request is for, those whose membership has ended included. Its managers see all of them, anybody else only the own; administrators see those of every organisation.',
  })
  async members(
    @Args(() => MembersArgs) args: PageArgs,
    @Ctx() { reader, viewer }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Membership), args, (row) => (viewer.role === 'ADMINISTRATOR' ? sql`true` : isOfOrganisation(row, viewer)));
  }

  @Query(() => AccessTokenConnection, {
    description:
      'The service tokens of the organisation that the request is for, those that have ended included. Its managers see all of them, anybody else only those that they made; administrators see those of every organisation.',
  })
  async serviceTokens(
    @Args(() => AccessTokensArgs) args: PageArgs,
    @Ctx() { reader, viewer }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(AccessToken), args, (row) => sql`${row('kind')} = 'SERVICE' and ${isBoundTo(row, viewer)}`);
  }

  @Mutation(() => InviteMemberPayload, {
    description:
      'Invites somebody to act for the own organisation; administrators invite to any. The code is good once and for seven days. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async inviteMember(
    @Arg('input', () => InviteMemberInput, { description: 'Whom, and for what.' }) input: InviteMemberInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return inviteMember(context, input, idempotencyKey);
  }

  @Mutation(() => EndMembershipPayload, {
    description:
      'Ends a membership of the own organisation, and the service tokens that are bound to it; administrators end any. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async endMembership(
    @Arg('input', () => EndMembershipInput, { description: 'Which, and why.' }) input: EndMembershipInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return endMembership(context, input);
  }

  @Mutation(() => CreateServiceTokenPayload, {
    description:
      'Makes a token for a machine of the organisation that the request is for. It does what its scopes say and no more, until it expires, is revoked, or the membership ends that made it. Errors: FORBIDDEN, RULE_BROKEN, CONFLICT.',
  })
  async createServiceToken(
    @Arg('input', () => CreateServiceTokenInput, { description: 'What it is called, what it may do, for how long.' }) input: CreateServiceTokenInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return createServiceToken(context, input, idempotencyKey);
  }

  @Mutation(() => RevokeTokenPayload, {
    description:
      'Takes a token back at once: an own session or service token, as a manager one of the organisation, as an administrator any. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async revokeToken(
    @Arg('token', () => ID, { description: 'The id of the token, not the token itself.' }) token: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return revokeToken(context, token);
  }

  @Mutation(() => DeactivateAccountPayload, {
    description: 'Deactivates an account: none of its tokens is taken from then on. By administrators. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async deactivateAccount(
    @Arg('input', () => DeactivateAccountInput, { description: 'Which, and why.' }) input: DeactivateAccountInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return deactivateAccount(context, input);
  }
}
