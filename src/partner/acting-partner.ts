import { partnerReference } from '../reading/reference.js';
import { badInput } from '../shared/errors/app-error.js';
import { type Sql, sql } from '../shared/sql.js';
import type { WritingContext } from '../writing/write.js';

/** The partner that is named, or the viewer's own when none is. */
export function actingPartner({ viewer }: WritingContext, named: string | null | undefined): Sql {
  if (named) return partnerReference(named);
  if (viewer.partnerId !== null) return sql`${viewer.partnerId}::bigint`;
  throw badInput(['input', 'partner'], 'PARTNER_MISSING', { zh: '请指明帮扶方（partner）。', en: 'Name the partner.' });
}
