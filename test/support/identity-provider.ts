import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

export const AUDIENCE = 'https://xieshou.example/api';
export const CLIENT = { id: 'xieshou', secret: 'the secret of the client xieshou' } as const;

/** A real OpenID provider on loopback, whose keys the test holds, too. */
export interface TestProvider {
  readonly issuer: string;
  /** A token that the provider itself gives, to a client that asks in its own name. */
  ownToken(): Promise<string>;
  /** A token as the provider signs it, with these claims instead of the usual ones. */
  sign(claims?: JWTPayload, by?: SigningKey): Promise<string>;
  readonly key: SigningKey;
  /** The provider takes a new key and withdraws the one it had. */
  changeKey(): Promise<void>;
  close(): Promise<void>;
}

export interface SigningKey {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

let keys = 0;

export async function newKey(): Promise<SigningKey> {
  keys += 1;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(privateKey)), kid: `key-${keys}`, alg: 'RS256', use: 'sig' } };
}

export async function startProvider(redirectUri = 'http://127.0.0.1/auth/callback'): Promise<TestProvider> {
  let key = await newKey();
  let server = await listening(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  serveAs(server, issuer, key, redirectUri);
  return {
    issuer,
    get key() {
      return key;
    },
    ownToken: async () => {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: AUDIENCE }),
      });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    sign: (claims = {}, by = key) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ iss: issuer, aud: AUDIENCE, sub: 'li.si', iat: now, exp: now + 300, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: by.jwk.kid as string })
        .sign(by.privateKey);
    },
    changeKey: async () => {
      await closed(server);
      key = await newKey();
      server = await listening(port);
      serveAs(server, issuer, key, redirectUri);
    },
    close: () => closed(server),
  };
}

function serveAs(server: Server, issuer: string, { jwk }: SigningKey, redirectUri: string): void {
  const { warn } = console;
  // It warns of what is for tests only.
  console.warn = () => {};
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'client_credentials'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [jwk] },
    // It also says for each that is left out that it is.
    ttl: { ClientCredentials: 300, Interaction: 300, Session: 300, Grant: 300, AccessToken: 300, AuthorizationCode: 60, IdToken: 300 },
    cookies: { keys: ['a key of the test'] },
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} 先生` }) }),
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: () => ({ scope: '', audience: AUDIENCE, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
      },
    },
  } as never);
  console.warn = warn;
  server.removeAllListeners('request');
  server.on('request', provider.callback());
}

function listening(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
