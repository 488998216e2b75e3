import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, jwtDecrypt } from 'jose';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { type IdentityProvider, nameIn } from '../access/identity-provider.js';
import { type Identity, PUBLIC_VIEWER } from '../access/viewer.js';
import { acceptInvitation } from '../account/invitation.service.js';
import type { Session } from '../account/session.js';
import { signInByIdentity } from '../account/session.service.js';
import { contextFor } from '../context.js';
import type { Database } from '../database.js';
import { AppError } from '../shared/errors/app-error.js';
import { languageOf, type Message } from '../shared/errors/messages.js';
import { refuse } from './http-errors.js';

type Client = NonNullable<IdentityProvider['settings']['client']>;

interface Served {
  readonly database: Database;
  readonly provider: IdentityProvider;
  readonly client: Client;
}

const COOKIE = 'xieshou_sign_in';
const MINUTES = 10;

/** What must be the same when the browser comes back from the provider. */
interface Started {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** The code of an invitation to accept, for somebody without an account. */
  readonly invitation: string;
}

/**
 * Signing in by a browser at the identity provider: it is sent there, comes back with a code, and goes on to the explorer with a
 * session's token. What was begun travels in a cookie that only this server can read, so any of several processes can end it.
 */
export function serveSignIn(app: FastifyInstance, { database, provider, client }: Served): void {
  const redirectUri = new URL('/auth/callback', client.publicUrl);
  const key = createHash('sha256').update(`${COOKIE} ${client.secret}`).digest();
  const setCookie = (reply: FastifyReply, value: string, seconds: number) =>
    reply.header(
      'set-cookie',
      `${COOKIE}=${value}; Path=/auth; HttpOnly; SameSite=Lax; Max-Age=${seconds}${redirectUri.protocol === 'https:' ? '; Secure' : ''}`,
    );

  app.get('/auth/sign-in', async (request: FastifyRequest<{ Querystring: { invitation?: string } }>, reply) => {
    const { invitation = '' } = request.query;
    const started: Started = { verifier: randomPKCECodeVerifier(), state: randomState(), nonce: randomNonce(), invitation: String(invitation) };
    const address = buildAuthorizationUrl(await provider.configuration(), {
      redirect_uri: redirectUri.href,
      scope: 'openid profile',
      state: started.state,
      nonce: started.nonce,
      code_challenge: await calculatePKCECodeChallenge(started.verifier),
      code_challenge_method: 'S256',
    });
    return setCookie(reply, await sealed(started, key), MINUTES * 60)
      .header('cache-control', 'no-store')
      .redirect(address.href);
  });

  app.get('/auth/callback', async (request, reply) => {
    setCookie(reply, '', 0).header('cache-control', 'no-store');
    const started = await opened(request.headers.cookie, key);
    const identity = started && (await identityFrom(provider, new URL(request.url, redirectUri), started));
    if (!started || !identity) return refuse(request, reply, 401, { code: 'UNAUTHENTICATED', messages: BEGIN_AGAIN });
    const session = await sessionOf(database, request, identity, started.invitation);
    if (session instanceof AppError) return refuse(request, reply, 403, session.extensions);
    if (session === null) return refuse(request, reply, 403, { code: 'FORBIDDEN', messages: NO_ACCOUNT });
    return reply.redirect(`/explorer#token=${session.token}`);
  });
}

async function sealed(started: Started, key: Uint8Array): Promise<string> {
  return new EncryptJWT({ ...started })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setIssuedAt()
    .setExpirationTime(`${MINUTES}m`)
    .encrypt(key);
}

async function opened(cookies: string | undefined, key: Uint8Array): Promise<Started | null> {
  const value = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`).exec(cookies ?? '')?.[1];
  if (value === undefined) return null;
  const decrypted = await jwtDecrypt(value, key, { requiredClaims: ['exp'] }).catch(() => null);
  return decrypted && (decrypted.payload as unknown as Started);
}

/** Who came back; null where anything does not fit: another state, a code that was used, a nonce of another try. */
async function identityFrom(provider: IdentityProvider, address: URL, { verifier, state, nonce }: Started): Promise<Identity | null> {
  const configuration = await provider.configuration();
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  const tokens = await authorizationCodeGrant(configuration, address, checks).catch(() => null);
  const claims = tokens?.claims();
  return claims ? { issuer: provider.settings.issuer, subject: claims.sub, name: nameIn(claims) } : null;
}

/** The session of the identity's account, which an invitation may make; null without an account, and why an invitation is not good. */
async function sessionOf(database: Database, request: FastifyRequest, identity: Identity, invitation: string): Promise<Session | AppError | null> {
  const { id: requestId, ip: address, headers } = request;
  const context = contextFor(database, { ...PUBLIC_VIEWER, identity }, { language: languageOf(headers['accept-language']), requestId, address });
  const session = await signInByIdentity(context, identity);
  if (session !== null || invitation === '') return session;
  try {
    await acceptInvitation(context, { code: invitation });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return signInByIdentity(context, identity);
}

const BEGIN_AGAIN: Message = {
  zh: '登录未完成，请从 /auth/sign-in 重新开始。',
  en: 'Signing in was not completed; begin again at /auth/sign-in.',
};

const NO_ACCOUNT: Message = {
  zh: '您的身份尚无账号：请用邀请码打开 /auth/sign-in?invitation=xi_…。',
  en: 'Your identity has no account yet: open /auth/sign-in?invitation=xi_… with the code of an invitation.',
};
