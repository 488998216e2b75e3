import { createHash } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/sql';

export interface OrmViewer {
  readonly id: string;
  readonly role: string;
  readonly partner_id: string | null;
}

/** Whose token it is. */
export async function viewerOf(em: SqlEntityManager, authorization: string | undefined): Promise<OrmViewer> {
  const [viewer] = await em.execute<OrmViewer[]>(
    `select account.id::text, role, partner_id::text from access_token
     join account on account.id = access_token.account_id and deactivated_at is null
     join membership on membership.account_id = account.id and ended_at is null
     where hash = ? and expires_at > now() and revoked_at is null`,
    [
      createHash('sha256')
        .update(authorization?.slice('Bearer '.length) ?? '')
        .digest(),
    ],
  );
  if (!viewer) throw new Error('Expected a token that is good');
  return viewer;
}
