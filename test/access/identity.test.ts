import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { IdentityProvider } from '../../src/access/identity-provider.js';
import { contextOf } from '../../src/context.js';
import { post, serve } from '../server/serving.js';
import { codeOf, dataOf, reasonOf } from '../support/answer.js';
import { AUDIENCE, newKey, startProvider, type TestProvider } from '../support/identity-provider.js';
import { accepting, invitationBy } from '../support/people.js';
import { useWorld } from '../support/use-world.js';

const given = useWorld();
let provider: TestProvider;
let ours: IdentityProvider;
beforeAll(async () => {
  provider = await startProvider();
  ours = new IdentityProvider({ issuer: provider.issuer, audience: AUDIENCE, client: null, keysForMs: 0 });
});
afterAll(() => provider?.close());

const viewing = async (token: string) => contextOf(given.platform.database, { authorization: `Bearer ${token}` }, { provider: ours });
const refused = { extensions: { code: 'UNAUTHENTICATED' } };
const seconds = () => Math.floor(Date.now() / 1000);

describe('a token of the provider', () => {
  test('of somebody without an account may accept an invitation and nothing else', async () => {
    const { platform, world } = given;
    const token = await provider.sign({ sub: 'zhang.san', name: '张三' });
    const asking = { as: { token }, provider: ours };
    const { viewer } = await platform.read('{ viewer { role account { id } actions } }', asking);
    expect(viewer).toEqual({ role: 'PUBLIC', account: null, actions: ['acceptInvitation', 'signIn'] });
    const answer = await platform.ask('mutation { signOut { signedOut } }', asking);
    expect([codeOf(answer), reasonOf(answer)]).toEqual(['FORBIDDEN', 'NO_ACCOUNT']);

    const code = await invitationBy(platform, world.administrator, { role: 'AUDITOR' });
    expect(dataOf(await accepting(platform, { code }, asking)).acceptInvitation).toEqual({ accepted: true, token: null, expiresAt: null });
    expect((await platform.read('{ viewer { role accountName account { signInName } } }', asking)).viewer).toEqual({
      role: 'AUDITOR',
      accountName: '张三',
      account: { signInName: null },
    });
  });

  test('that the provider gave by itself is taken', async () => {
    expect((await viewing(await provider.ownToken())).viewer).toMatchObject({
      role: 'PUBLIC',
      identity: { issuer: provider.issuer, subject: 'xieshou' },
    });
  });

  test('is refused as soon as its account is deactivated, and does not count as one without an account', async () => {
    const { platform, world } = given;
    const token = await provider.sign({ sub: 'leaver' });
    const asking = { as: { token }, provider: ours };
    dataOf(await accepting(platform, { code: await invitationBy(platform, world.administrator, { role: 'AUDITOR' }) }, asking));
    const { viewer } = await platform.read('{ viewer { account { id } } }', asking);
    await platform.done(world.administrator, 'deactivateAccount', { account: viewer.account.id, reason: '离职' });
    await expect(viewing(token)).rejects.toMatchObject(refused);
  });

  test.each<[string, () => Promise<string>]>([
    ['for another audience', () => provider.sign({ aud: 'https://elsewhere.example' })],
    ['for no audience', () => provider.sign({ aud: undefined })],
    ['of another issuer', () => provider.sign({ iss: 'https://elsewhere.example' })],
    ['that has expired', () => provider.sign({ iat: seconds() - 600, exp: seconds() - 61 })],
    ['that never expires', () => provider.sign({ exp: undefined })],
    ['of nobody', () => provider.sign({ sub: undefined })],
    ['of a clock that is ten minutes ahead', () => provider.sign({ iat: seconds() + 600, exp: seconds() + 900 })],
    ['of a clock that is ten minutes behind', () => provider.sign({ iat: seconds() - 600, exp: seconds() - 300 })],
    ['that is not good yet', () => provider.sign({ nbf: seconds() + 600 })],
    [
      'with the algorithm none',
      async () => new UnsecuredJWT({ iss: provider.issuer, aud: AUDIENCE, sub: 'li.si', iat: seconds(), exp: seconds() + 300 }).encode(),
    ],
    ['signed with the public key as a shared secret', () => sharedSecret()],
    ['signed by another key of the same name', async () => provider.sign({}, { ...(await newKey()), jwk: provider.key.jwk })],
    ['signed by a key that the provider does not have', async () => provider.sign({}, await newKey())],
    ['whose claims were altered', async () => altered(await provider.sign())],
    ['without its signature', async () => (await provider.sign()).replace(/[^.]+$/, '')],
  ])('%s is refused', async (_what, made) => {
    await expect(viewing(await made())).rejects.toMatchObject(refused);
  });

  test('is taken where clocks differ by less than a minute', async () => {
    for (const apart of [-30, 30]) {
      const token = await provider.sign({ iat: seconds() + apart, exp: seconds() + (apart < 0 ? apart : 300) });
      expect((await viewing(token)).viewer.identity).toMatchObject({ subject: 'li.si' });
    }
  });

  test('is refused once its key was withdrawn, and those by the new key are taken', async () => {
    const before = await provider.sign();
    await viewing(before);
    await provider.changeKey();
    await expect(viewing(before)).rejects.toMatchObject(refused);
    expect((await viewing(await provider.sign())).viewer.identity).toMatchObject({ subject: 'li.si' });
  });

  test('means nothing where no provider is set', async () => {
    const token = await provider.sign();
    await expect(contextOf(given.platform.database, { authorization: `Bearer ${token}` })).rejects.toMatchObject(refused);
  });

  test('is not taken for a bad one while the provider does not answer', async () => {
    const dead = new IdentityProvider({ issuer: 'http://127.0.0.1:1', audience: AUDIENCE, client: null });
    const context = contextOf(given.platform.database, { authorization: `Bearer ${await provider.sign()}` }, { provider: dead });
    await expect(context).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  });
});

async function sharedSecret(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify({ n: provider.key.jwk.n, e: provider.key.jwk.e, kty: 'RSA' }));
  return new SignJWT({ iss: provider.issuer, aud: AUDIENCE, sub: 'li.si', iat: seconds(), exp: seconds() + 300 })
    .setProtectedHeader({ alg: 'HS256', kid: provider.key.jwk.kid as string })
    .sign(secret);
}

function altered(token: string): string {
  const [head, claims = '', signature] = token.split('.');
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
  return [head, Buffer.from(JSON.stringify({ ...said, sub: 'administrator' })).toString('base64url'), signature].join('.');
}

test('the server takes the provider of its settings', async () => {
  const app = await serve(given.platform.database, given.platform.schema, { OIDC_ISSUER: provider.issuer, OIDC_AUDIENCE: AUDIENCE });
  const query = { query: '{ viewer { role } }' };
  const good = await post(app, query, { authorization: `Bearer ${await provider.sign()}` });
  const bad = await post(app, query, { authorization: `Bearer ${await provider.sign({ aud: 'other' })}` });
  expect([good.status, good.body.data, bad.status, bad.body.errors[0].extensions.code]).toEqual([
    200,
    { viewer: { role: 'PUBLIC' } },
    401,
    'UNAUTHENTICATED',
  ]);
  await app.close();
});
