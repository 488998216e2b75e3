import { beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { brokenRules, codeOf, dataOf, reasonOf } from '../support/answer.js';
import { newPerson, type Person, signingIn, takenFor } from '../support/people.js';
import type { Account } from '../support/platform.js';
import { booksOf } from '../support/refusal.js';
import { statementsOf } from '../support/statements.js';
import { useWorld } from '../support/use-world.js';
import { keyIn } from '../support/world.js';

const given = useWorld();
let person: Person;
beforeAll(async () => {
  person = await newPerson(given.platform, given.world.administrator, { role: 'AUDITOR' });
});

let address = 0;
/** Each test comes from an address of its own, but where it is about addresses. */
const elsewhere = () => {
  address += 1;
  return `198.51.100.${address}`;
};
const signIn = (signInName: string, password: string, from = elsewhere()) => signingIn(given.platform, signInName, password, { address: from });

describe('signing in', () => {
  test('gives a session with a token of its own', async () => {
    const { platform } = given;
    const sessions = [];
    for (const name of [person.signInName, person.signInName.toUpperCase(), ` ${person.signInName} `]) {
      sessions.push(dataOf(await signIn(name, person.password)).signIn);
    }
    expect(new Set(sessions.map(({ token }) => token)).size).toBe(3);
    for (const session of sessions) expect(await takenFor(platform, session)).toBe('AUDITOR 新成员');
  });

  test('answers a name that nobody has as it answers a wrong password, by the same statements', async () => {
    const answers: unknown[] = [];
    const statements: string[][] = [];
    for (const [name, password] of [
      [person.signInName, 'not the password'],
      ['nobody.at.all', 'not the password'],
      [person.signInName, ''],
      [person.signInName, 'x'.repeat(10_000)],
    ] as const) {
      statements.push(
        await statementsOf(async () => {
          const answer = await signIn(name, password);
          answers.push([codeOf(answer), reasonOf(answer), answer.errors.map(({ message }) => message), answer.data]);
        }),
      );
    }
    expect(answers[0]).toEqual(['UNAUTHENTICATED', 'WRONG_NAME_OR_PASSWORD', [expect.any(String)], null]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    for (const texts of statements) expect(texts).toEqual(statements[0]);
  });

  test('is refused to an account that is deactivated, as if it were not there, and its sessions end at once', async () => {
    const { platform, world } = given;
    const leaver = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
    const { viewer } = await platform.read('{ viewer { account { id } } }', { as: leaver });
    await platform.done(world.administrator, 'deactivateAccount', { account: viewer.account.id, reason: '离职' });
    expect(reasonOf(await signIn(leaver.signInName, leaver.password))).toBe('WRONG_NAME_OR_PASSWORD');
    await expect(platform.read('{ viewer { role } }', { as: leaver })).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  test('is refused after ten failures of a name, whoever has it, and for no other name', async () => {
    const { platform, world } = given;
    const other = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
    for (const name of [other.signInName, 'nobody.again']) {
      const tries = await Promise.all(Array.from({ length: 25 }, () => signIn(name, 'wrong wrong wrong')));
      expect(tries.filter((answer) => codeOf(answer) === 'UNAUTHENTICATED')).toHaveLength(10);
      expect(tries.filter((answer) => reasonOf(answer) === 'TOO_MANY_ATTEMPTS')).toHaveLength(15);
    }
    const refused = await signIn(other.signInName, other.password);
    expect([codeOf(refused), refused.errors[0]?.extensions.retryAfterSeconds]).toEqual(['LIMIT_EXCEEDED', expect.any(Number)]);
    dataOf(await signIn(person.signInName, person.password));
    await platform.rows(sql`update sign_in_attempt set attempted_at = attempted_at - interval '15 minutes'`);
    dataOf(await signIn(other.signInName, other.password));
    expect(await platform.rows(sql`select from sign_in_attempt`)).toEqual([]);
  });

  test('is refused after a hundred failures from one address, for whatever names', async () => {
    const { platform } = given;
    const from = elsewhere();
    await platform.rows(sql`
      insert into sign_in_attempt (name_hash, address) select sha256(n::text::bytea), ${from} from generate_series(1, 99) as n`);
    expect(codeOf(await signIn('one.more', 'wrong wrong wrong', from))).toBe('UNAUTHENTICATED');
    expect(codeOf(await signIn(person.signInName, person.password, from))).toBe('LIMIT_EXCEEDED');
    dataOf(await signIn(person.signInName, person.password));
    await platform.rows(sql`delete from sign_in_attempt`);
  });

  test('that succeeds is not counted, however often', async () => {
    for (let time = 0; time < 12; time += 1) dataOf(await signIn(person.signInName, person.password));
  });

  test('is recorded, and no password is in any table', async () => {
    const { platform } = given;
    dataOf(await signIn(person.signInName, person.password));
    const { viewer } = await platform.read('{ viewer { account { id } } }', { as: person });
    const account = keyIn(viewer.account.id);
    const [last] = await platform.rows(sql`
      select action, account_id::text as account, subject_type, subject_id::text as subject, acting_for from history_entry
      where subject_type = 'Account' and subject_id = ${account}::bigint order by id desc limit 1`);
    expect(last).toEqual({ action: 'signIn', account, subject_type: 'Account', subject: account, acting_for: 'public' });
    const [kept] = await platform.rows<{ text: string }>(sql`
      select concat_ws(' ', (select string_agg(t::text, ' ') from account t), (select string_agg(t::text, ' ') from history_entry t),
        (select string_agg(t::text, ' ') from idempotency_key t), (select string_agg(t::text, ' ') from sign_in_attempt t)) as text`);
    expect(kept?.text).not.toContain(person.password);
    expect(kept?.text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});

describe('signing out', () => {
  test('ends the session that it came with, and no other', async () => {
    const { platform } = given;
    const [first, second] = [
      dataOf(await signIn(person.signInName, person.password)).signIn,
      dataOf(await signIn(person.signInName, person.password)).signIn,
    ];
    expect(dataOf(await platform.ask('mutation { signOut { signedOut } }', { as: first }))).toEqual({ signOut: { signedOut: true } });
    await expect(platform.read('{ viewer { role } }', { as: first })).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(await takenFor(platform, second)).toBe('AUDITOR 新成员');
  });
});

describe('changing the password', () => {
  const change = (as: Account | undefined, currentPassword: string, newPassword: string) =>
    given.platform.ask('mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { endedSessions account { signInName } } }', {
      as,
      variables: { input: { currentPassword, newPassword } },
      address: elsewhere(),
    });

  test('makes the new one good and the old one not, and ends all other sessions', async () => {
    const { platform, world } = given;
    const changer = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
    const others = [];
    for (let time = 0; time < 2; time += 1) others.push(dataOf(await signIn(changer.signInName, changer.password)).signIn);
    const answer = dataOf(await change(changer, changer.password, 'another horse, correct'));
    expect(answer).toEqual({ changePassword: { endedSessions: 2, account: { signInName: changer.signInName } } });
    for (const as of others)
      await expect(platform.read('{ viewer { role } }', { as })).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(await takenFor(platform, changer)).toBe('AUDITOR 新成员');
    expect(reasonOf(await signIn(changer.signInName, changer.password))).toBe('WRONG_NAME_OR_PASSWORD');
    dataOf(await signIn(changer.signInName, 'another horse, correct'));
  });

  test('is refused with a wrong password, for a password that is not good, and to accounts without one', async () => {
    const { platform, world } = given;
    const before = await booksOf(platform);
    expect(reasonOf(await change(person, 'not the password', 'another horse, correct'))).toBe('WRONG_NAME_OR_PASSWORD');
    expect(brokenRules(await change(person, person.password, 'short'))).toEqual(['PASSWORD_TOO_SHORT']);
    expect(brokenRules(await change(person, person.password, person.password))).toEqual(['PASSWORD_UNCHANGED']);
    expect(brokenRules(await change(world.office, 'whatever it was', 'another horse, correct'))).toEqual(['NO_PASSWORD']);
    expect(codeOf(await change(undefined, 'whatever it was', 'another horse, correct'))).toBe('UNAUTHENTICATED');
    expect(await booksOf(platform)).toEqual(before);
  });

  test('of many at once with the same old password is done once', async () => {
    const { platform, world } = given;
    const changer = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
    const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => change(changer, changer.password, `the new password ${index}`)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(answers.map(reasonOf).filter((reason) => reason === 'WRONG_NAME_OR_PASSWORD')).toHaveLength(4);
  });
});
