import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { sql } from '../../src/shared/sql.js';
import { serve } from '../server/serving.js';
import { AUDIENCE, CLIENT, startProvider, type TestProvider } from '../support/identity-provider.js';
import { invitationBy, takenFor } from '../support/people.js';
import { useWorld } from '../support/use-world.js';

const PLATFORM = 'http://127.0.0.1:9';

const given = useWorld();
let provider: TestProvider;
let app: FastifyInstance;
beforeAll(async () => {
  provider = await startProvider(`${PLATFORM}/auth/callback`);
  app = await serve(given.platform.database, given.platform.schema, settings());
});
afterAll(async () => {
  await app?.close();
  await provider?.close();
});

const settings = () => ({
  OIDC_ISSUER: provider.issuer,
  OIDC_AUDIENCE: AUDIENCE,
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
  PUBLIC_URL: PLATFORM,
});

interface Begun {
  readonly cookie: string;
  /** Where the browser comes back to. */
  readonly back: URL;
}

/** A browser that begins to sign in here and goes through the provider's pages as this person. */
async function begun(login: string, invitation = ''): Promise<Begun> {
  const start = await app.inject({ method: 'GET', url: `/auth/sign-in${invitation && `?invitation=${invitation}`}` });
  const [cookie = ''] = String(start.headers['set-cookie']).split(';');
  return { cookie, back: await throughProvider(new URL(String(start.headers.location)), login) };
}

async function throughProvider(start: URL, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let [url, form]: [URL, URLSearchParams | undefined] = [start, undefined];
  for (let step = 0; step < 12; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response: Response = await fetch(url, { redirect: 'manual', headers: { cookie }, ...(form && { method: 'POST', body: form }) });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]?.split(/=(.*)/s) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null) {
      [url, form] = [new URL(location, url), undefined];
      if (url.origin === PLATFORM) return url;
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (prompt === undefined) throw new Error(`Expected a form of the provider, got ${response.status} ${page.slice(0, 500)}`);
    url = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', url);
    form = new URLSearchParams({ prompt, login, password: 'any' });
  }
  throw new Error('Expected to come back from the provider');
}

const callback = (back: URL, cookie?: string) =>
  app.inject({ method: 'GET', url: `${back.pathname}${back.search}`, headers: { 'accept-language': 'en', ...(cookie && { cookie }) } });

describe('signing in by a browser', () => {
  test('makes the account of an invitation the first time, and ends in the explorer with a session each time', async () => {
    const { platform, world } = given;
    const code = await invitationBy(platform, world.administrator, { role: 'AUDITOR' });
    for (const invitation of [code, '']) {
      const { back, cookie } = await begun('wang.wu', invitation);
      const answer = await callback(back, cookie);
      expect([answer.statusCode, answer.headers.location]).toEqual([302, expect.stringMatching(/^\/explorer#token=xs_[\w-]{43}$/)]);
      expect(await takenFor(platform, { token: String(answer.headers.location).split('=')[1] ?? '' })).toBe('AUDITOR wang.wu 先生');
    }
    expect(
      await platform.rows(
        sql`select count(*)::int as accounts from account where identity_issuer = ${provider.issuer} and identity_subject = 'wang.wu'`,
      ),
    ).toEqual([{ accounts: 1 }]);
  });

  test('keeps what was begun in a cookie that scripts do not see and that ends with the way back', async () => {
    const start = await app.inject({ method: 'GET', url: '/auth/sign-in' });
    expect(start.headers['set-cookie']).toMatch(/^xieshou_sign_in=[\w.-]+; Path=\/auth; HttpOnly; SameSite=Lax; Max-Age=600$/);
    const asked = new URL(String(start.headers.location)).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ code_challenge_method: 'S256', state: expect.any(String), nonce: expect.any(String) });
    expect(String(start.headers['set-cookie'])).not.toContain(asked.get('state'));
    const { back, cookie } = await begun('zhao.liu');
    expect((await callback(back, cookie)).headers['set-cookie']).toMatch(/^xieshou_sign_in=; .*Max-Age=0$/);
  });

  test('sends that cookie over nothing but HTTPS where browsers have the platform by that', async () => {
    const { database, schema } = given.platform;
    const encrypted = await serve(database, schema, { ...settings(), PUBLIC_URL: 'https://xieshou.example' });
    const { headers } = await encrypted.inject({ method: 'GET', url: '/auth/sign-in' });
    expect(headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
    await encrypted.close();
  });

  test('of somebody without an account or an invitation that is good is refused', async () => {
    for (const invitation of ['', 'xi_nonsense']) {
      const { back, cookie } = await begun('qian.qi', invitation);
      const answer = await callback(back, cookie);
      expect([answer.statusCode, answer.headers.location]).toEqual([403, undefined]);
    }
  });

  test('is refused without its cookie, with that of another try, with another state, and a second time', async () => {
    const [first, second] = [await begun('wang.wu'), await begun('wang.wu')];
    const otherState = new URL(first.back);
    otherState.searchParams.set('state', 'another');
    for (const answer of [
      await callback(first.back),
      await callback(first.back, 'xieshou_sign_in=nonsense'),
      await callback(first.back, second.cookie),
      await callback(otherState, first.cookie),
    ]) {
      expect([answer.statusCode, answer.json().errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect((await callback(first.back, first.cookie)).statusCode).toBe(302);
    expect((await callback(first.back, first.cookie)).statusCode).toBe(401);
  });
});

test('without the settings of a client there is no such address', async () => {
  const other = await serve(given.platform.database, given.platform.schema, {});
  expect((await other.inject({ method: 'GET', url: '/auth/sign-in' })).statusCode).toBe(404);
  await other.close();
});
