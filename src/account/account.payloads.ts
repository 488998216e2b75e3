import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { AccessToken } from './access-token.entity.js';
import { Account } from './account.entity.js';
import { Invitation } from './invitation.entity.js';

@ObjectType({ description: 'A session that has begun.' })
export class SignInPayload {
  @Field(() => String, { description: 'The token of the session, `xs_…`, for the header `Authorization: Bearer`. Shown this once.' })
  token!: string;

  @Field(() => DateTimeResolver, { description: 'When the session ends by itself.' })
  expiresAt!: string;
}

@ObjectType({ description: 'What accepting an invitation gave; `viewer { memberships }` has the membership.' })
export class AcceptInvitationPayload {
  @Field(() => Boolean, { description: 'True: the invitation is used up and the membership has begun.' })
  accepted!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The token of the first session of a new account, shown this once; null for who came with a token of the own.',
  })
  token!: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When that session ends by itself.' })
  expiresAt!: string | null;
}

@ObjectType({ description: 'What signing out did.' })
export class SignOutPayload {
  @Field(() => Boolean, { description: 'True: the token of the request is good no more.' })
  signedOut!: boolean;
}

@ObjectType({ description: 'What changing the password did.' })
export class ChangePasswordPayload {
  @Field(() => Account, { description: 'The own account.' })
  account!: Account;

  @Field(() => Int, { description: 'How many other sessions of the account it ended.' })
  endedSessions!: number;
}

@ObjectType({ description: 'An invitation that was made.' })
export class InviteMemberPayload {
  @Field(() => Invitation, { description: 'The invitation.' })
  invitation!: Invitation;

  @Field(() => String, {
    nullable: true,
    description: 'Its code, `xi_…`, to be handed to the person. Shown this once: null where the request repeats an earlier one.',
  })
  code!: string | null;
}

@ObjectType({ description: 'A service token that was made.' })
export class CreateServiceTokenPayload {
  @Field(() => AccessToken, { description: 'The token as it is kept.' })
  serviceToken!: AccessToken;

  @Field(() => String, {
    nullable: true,
    description: 'The token itself, `xs_…`, for the header `Authorization: Bearer`. Shown this once: null where the request repeats an earlier one.',
  })
  secret!: string | null;
}
