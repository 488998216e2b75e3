import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { MembershipRole, TokenScope } from './membership.enums.js';

export enum MemberOrder {
  NEWEST = 'NEWEST',
}

registerEnumType(MemberOrder, {
  name: 'MemberOrder',
  description: 'Orders of a list of members.',
  valuesConfig: { NEWEST: { description: 'Begun last first.' } },
});

export enum AccessTokenOrder {
  NEWEST = 'NEWEST',
}

registerEnumType(AccessTokenOrder, {
  name: 'AccessTokenOrder',
  description: 'Orders of a list of tokens.',
  valuesConfig: { NEWEST: { description: 'Made last first.' } },
});

@InputType({ description: 'What members to list.' })
export class MemberFilter {
  @Field(() => Boolean, { nullable: true, description: 'True for memberships that have ended only, false for those that have not.' })
  ended?: boolean | null;
}

@InputType({ description: 'Somebody to invite. Without role, partner and place it is to the own organisation.' })
export class InviteMemberInput {
  @Field(() => String, { description: "The person's name, 1 to 100 characters." })
  name!: string;

  @Field(() => MembershipRole, { nullable: true, description: 'What the member will act as. Only administrators name another than their own.' })
  role?: MembershipRole | null;

  @Field(() => ID, { nullable: true, description: 'The partner to act for, by id or credit code; with the role PARTNER only.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'The place to act for, by id or code; with the role PLACE only.' })
  place?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the member will manage the organisation: invite, end, and make service tokens.',
  })
  manages!: boolean;
}

@InputType({ description: 'An invitation to accept. Who is signed in already, or known to the identity provider, sends the code alone.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'The code of the invitation, `xi_…`.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'The own name, 1 to 100 characters; that of the invitation when it is left out.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name to sign in with from now on, 3 to 100 characters without spaces; upper and lower case are the same.',
  })
  signInName?: string | null;

  @Field(() => String, { nullable: true, description: 'The password to sign in with from now on, 12 to 200 characters.' })
  password?: string | null;
}

@InputType({ description: 'A name and a password.' })
export class SignInInput {
  @Field(() => String, { description: 'The sign-in name; upper and lower case are the same.' })
  signInName!: string;

  @Field(() => String, { description: 'The password.' })
  password!: string;
}

@InputType({ description: 'A new password for the own account.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The password until now.' })
  currentPassword!: string;

  @Field(() => String, { description: 'The password from now on, 12 to 200 characters, another than the one until now.' })
  newPassword!: string;
}

@InputType({ description: 'A token for a machine of the organisation that the request is for.' })
export class CreateServiceTokenInput {
  @Field(() => String, { description: 'What it is called, 1 to 100 characters: which machine, for what.' })
  name!: string;

  @Field(() => [TokenScope], { description: 'All that it may do, at least one; nothing that the membership may not do itself.' })
  scopes!: string[];

  @Field(() => Int, { defaultValue: 90, description: 'After how many days it ends, 1 to 366.' })
  days!: number;
}

@InputType({ description: 'A membership to end.' })
export class EndMembershipInput {
  @Field(() => ID, { description: 'The membership.' })
  membership!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}

@InputType({ description: 'An account to deactivate.' })
export class DeactivateAccountInput {
  @Field(() => ID, { description: 'The account.' })
  account!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}
