import { hashOf, newSecret } from '../access/secret.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { addBroken } from '../shared/errors/app-error.js';
import { alias, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { type WritingContext, write } from '../writing/write.js';
import { AccessToken } from './access-token.entity.js';
import type { CreateServiceTokenInput } from './account.input.js';
import { checkServiceToken } from './account.rules.js';

export interface ServiceTokenMade extends Written {
  /** Null where the token was made by an earlier request with the same key: it is shown once. */
  readonly secret: string | null;
}

/** Makes a token for a machine, bound to the membership that the viewer acts by. */
export async function createServiceToken(context: WritingContext, input: CreateServiceTokenInput, idempotencyKey: string): Promise<ServiceTokenMade> {
  const { viewer } = context;
  let secret: string | null = null;
  const written = await write(context, {
    action: 'createServiceToken',
    input,
    idempotencyKey,
    load: async () => undefined,
    permits: () => viewer.membershipId !== null,
    check: (_facts, broken) => checkServiceToken(broken, input, viewer),
    write: async (transaction) => {
      secret = newSecret('xs_');
      const row = { name: normaliseText(input.name), scopes: [...new Set(input.scopes)].sort(), days: input.days };
      const { id } = await selectTheOne<{ id: string }>(
        transaction,
        sql`
          insert into access_token (hash, kind, account_id, membership_id, name, scopes, expires_at)
          values (${hashOf(secret)}, 'SERVICE', ${viewer.accountId}::bigint, ${viewer.membershipId}::bigint, ${row.name},
            ${sql.val(row.scopes)}::text[], now() + make_interval(days => ${row.days}))
          returning id::text as id`,
      );
      return { type: 'AccessToken', id, change: { ...row, membership: viewer.membershipId } };
    },
  });
  return { ...written, secret };
}

interface RevocationFacts {
  readonly id: string;
  readonly isRevoked: boolean;
}

/** Takes a token back at once: an own one, as a manager one of the organisation's machines, as an administrator any. */
export async function revokeToken(context: WritingContext, token: string): Promise<Written> {
  return write<RevocationFacts>(context, {
    action: 'revokeToken',
    input: { token },
    load: async (transaction) => {
      const facts = await selectOne<RevocationFacts>(
        transaction,
        sql`
          select id::text as id, revoked_at is not null as "isRevoked" from access_token
          where id = ${keyOf('AccessToken', token)}::bigint and ${shapeOf(AccessToken).visibility.predicate(alias('access_token'), context.viewer)} for update`,
      );
      if (!facts) throw missing('AccessToken', token);
      return facts;
    },
    // Whoever sees a token may take it back.
    permits: () => true,
    check: ({ isRevoked }, broken) => {
      if (isRevoked) addBroken(broken, 'TOKEN_REVOKED', ['token'], { zh: '该令牌已被撤销。', en: 'The token was revoked already.' });
    },
    write: async (transaction, { id }) => {
      const change = await selectTheOne<{ revokedAt: string }>(
        transaction,
        sql`update access_token set revoked_at = now() where id = ${id}::bigint returning to_json(revoked_at) #>> '{}' as "revokedAt"`,
      );
      return { type: 'AccessToken', id, change, before: { revokedAt: null } };
    },
  });
}
