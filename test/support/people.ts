import { randomUUID } from 'node:crypto';
import { type Answer, dataOf } from './answer.js';
import type { Account, Asking, Platform } from './platform.js';

/** Somebody who signs in with a name and a password. */
export interface Person extends Account {
  readonly signInName: string;
  readonly password: string;
}

let people = 0;

/** The code of an invitation by this account. */
export async function invitationBy(platform: Platform, as: Account, input: object = {}, key: string = randomUUID()): Promise<string> {
  const { inviteMember } = dataOf(
    await platform.ask('mutation ($input: InviteMemberInput!, $key: String!) { inviteMember(input: $input, idempotencyKey: $key) { code } }', {
      as,
      variables: { input: { name: '新成员', ...input }, key },
    }),
  );
  return inviteMember.code;
}

export function accepting(platform: Platform, input: object, asking: Asking = {}): Promise<Answer> {
  return platform.ask('mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accepted token expiresAt } }', {
    ...asking,
    variables: { input },
  });
}

/** A new member of the account's organisation, or of another, with a password of the own. */
export async function newPerson(platform: Platform, invitedBy: Account, invitation: object = {}): Promise<Person> {
  people += 1;
  const [signInName, password] = [`person.${people}`, `correct horse ${people}`];
  const code = await invitationBy(platform, invitedBy, invitation);
  const { acceptInvitation } = dataOf(await accepting(platform, { code, signInName, password }));
  return { signInName, password, token: acceptInvitation.token };
}

export function signingIn(platform: Platform, signInName: string, password: string, asking: Asking = {}): Promise<Answer> {
  return platform.ask('mutation ($input: SignInInput!) { signIn(input: $input) { token expiresAt } }', {
    ...asking,
    variables: { input: { signInName, password } },
  });
}

/** Who a token is taken for: the account's name and role, or the code of the refusal. */
export async function takenFor(platform: Platform, as: Account, actingFor?: string): Promise<string> {
  try {
    const { viewer } = await platform.read('{ viewer { role accountName } }', { as, actingFor });
    return `${viewer.role} ${viewer.accountName}`;
  } catch (error) {
    return String((error as { extensions?: { code?: string } }).extensions?.code ?? error);
  }
}
