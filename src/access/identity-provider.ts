import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { allowInsecureRequests, type Configuration, discovery, enableNonRepudiationChecks } from 'openid-client';
import { AppError } from '../shared/errors/app-error.js';
import type { Identity } from './viewer.js';

/** An OpenID Connect provider whose word is taken for who somebody is. */
export interface ProviderSettings {
  /** Its address, as it stands in its tokens. */
  readonly issuer: string;
  /** Whom a token must be made for, to be taken as a bearer token here. */
  readonly audience: string;
  /** What this platform is at the provider, for signing in by a browser; null without that. */
  readonly client: { readonly id: string; readonly secret: string; readonly publicUrl: string } | null;
  /** How long its keys are taken for its keys without looking. A key that it has withdrawn is refused after that at the latest. */
  readonly keysForMs?: number;
}

/** Signatures by a key of the provider's own. What is not here, `none` and shared secrets above all, is refused. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

const CLOCKS_DIFFER_SECONDS = 60;
const KEYS_FOR_MS = 60_000;
/** A token with a key that is not known makes the keys be asked for, but not by each such token. */
const KEYS_AGAIN_AFTER_MS = 5_000;
const PATIENCE_SECONDS = 5;

/** Three parts, as JSON Web Signature has it; for anything else nobody need be asked. */
const LOOKS_SIGNED = /^[\w-]{1,2000}\.[\w-]{1,14000}\.[\w-]{0,2000}$/;

/** What is wrong here is not the token. */
const NOT_THE_TOKEN: readonly string[] = [errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code];

export class IdentityProvider {
  #configuration: Promise<Configuration> | undefined;
  #keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  constructor(readonly settings: ProviderSettings) {}

  /** What the provider says of itself. It is asked once, and again after it did not answer. */
  configuration(): Promise<Configuration> {
    const { issuer, audience, client } = this.settings;
    this.#configuration ??= discovery(new URL(issuer), client?.id ?? audience, client?.secret, undefined, {
      timeout: PATIENCE_SECONDS,
      execute: [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
    }).catch((error: unknown) => {
      this.#configuration = undefined;
      throw unavailable(error);
    });
    return this.#configuration;
  }

  /** Whom a bearer token is of; null for one that is not good. Throws SERVICE_UNAVAILABLE when the provider's keys cannot be had. */
  async identityOf(token: string): Promise<Identity | null> {
    const { issuer, audience } = this.settings;
    if (!LOOKS_SIGNED.test(token)) return null;
    const keys = await this.#remoteKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCKS_DIFFER_SECONDS,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      return isFromTheFuture(payload) ? null : { issuer, subject: payload.sub as string, name: nameIn(payload) };
    } catch (error) {
      if (error instanceof errors.JOSEError && !NOT_THE_TOKEN.includes(error.code)) return null;
      throw unavailable(error);
    }
  }

  async #remoteKeys(): Promise<ReturnType<typeof createRemoteJWKSet>> {
    if (this.#keys) return this.#keys;
    const { jwks_uri } = (await this.configuration()).serverMetadata();
    const { keysForMs = KEYS_FOR_MS } = this.settings;
    this.#keys ??= createRemoteJWKSet(new URL(jwks_uri ?? this.settings.issuer), {
      cacheMaxAge: keysForMs,
      cooldownDuration: Math.min(keysForMs, KEYS_AGAIN_AFTER_MS),
      timeoutDuration: PATIENCE_SECONDS * 1000,
    });
    return this.#keys;
  }
}

/** Whose clock is that far ahead, does not say when its tokens expire either. */
function isFromTheFuture({ iat = 0 }: JWTPayload): boolean {
  return iat > Date.now() / 1000 + CLOCKS_DIFFER_SECONDS;
}

export function nameIn(claims: Readonly<Record<string, unknown>>): string | null {
  const name = claims.name ?? claims.preferred_username;
  return typeof name === 'string' ? name : null;
}

function unavailable(cause: unknown): AppError {
  const error = new AppError('SERVICE_UNAVAILABLE', {
    zh: '身份提供方暂时无法访问，请稍后重试。',
    en: 'The identity provider cannot be reached; please try again shortly.',
  });
  error.cause = cause;
  return error;
}
