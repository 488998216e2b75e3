import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { WritingContext } from '../writing/write.js';
import { AcceptInvitationInput, ChangePasswordInput, SignInInput } from './account.input.js';
import { AcceptInvitationPayload, ChangePasswordPayload, SignInPayload, SignOutPayload } from './account.payloads.js';
import type { AccountContext } from './account-context.js';
import { acceptInvitation } from './invitation.service.js';
import { changePassword, signIn, signOut } from './session.service.js';

@Resolver()
export class SessionResolver {
  @Mutation(() => AcceptInvitationPayload, {
    description:
      'Accepts an invitation. Without a token it makes an account with a sign-in name and a password; with the token of an identity provider that has no account yet, an account of that identity; with any other the own account gets one more membership. Errors: RULE_BROKEN.',
  })
  async acceptInvitation(
    @Arg('input', () => AcceptInvitationInput, { description: 'The code, and how to sign in from now on.' }) input: AcceptInvitationInput,
    @Ctx() context: WritingContext,
  ): Promise<AcceptInvitationPayload> {
    const session = await acceptInvitation(context, input);
    return { accepted: true, token: session?.token ?? null, expiresAt: session?.expiresAt ?? null };
  }

  @Mutation(() => SignInPayload, {
    description:
      'Begins a session with a sign-in name and a password. Too many tries of one name or from one address are refused for a while. Errors: UNAUTHENTICATED, LIMIT_EXCEEDED.',
  })
  async signIn(
    @Arg('input', () => SignInInput, { description: 'The name and the password.' }) input: SignInInput,
    @Ctx() context: AccountContext,
  ): Promise<SignInPayload> {
    return signIn(context, input);
  }

  @Mutation(() => SignOutPayload, {
    description: 'Ends the session whose token the request came with. Errors: UNAUTHENTICATED, FORBIDDEN, RULE_BROKEN.',
  })
  async signOut(@Ctx() context: WritingContext): Promise<SignOutPayload> {
    await signOut(context);
    return { signedOut: true };
  }

  @Mutation(() => ChangePasswordPayload, {
    description:
      'Changes the own password and ends all other sessions of the account. Errors: UNAUTHENTICATED, FORBIDDEN, LIMIT_EXCEEDED, RULE_BROKEN.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The password until now, and from now on.' }) input: ChangePasswordInput,
    @Ctx() context: AccountContext,
  ): Promise<unknown> {
    return changePassword(context, input);
  }
}
