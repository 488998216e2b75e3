import type { Viewer } from '../access/viewer.js';
import { isViewersPartner, type Visibility } from '../access/visibility.js';
import { declareShape } from '../reading/shape.js';
import { NEWEST_FIRST } from '../reading/statement.js';
import { type Alias, alias, anyOf, type Sql, sql } from '../shared/sql.js';
import { AccessToken } from './access-token.entity.js';
import { Account } from './account.entity.js';
import { Invitation } from './invitation.entity.js';
import { Membership } from './membership.entity.js';

/** Whether a membership or an invitation is of the organisation that the viewer acts for. */
export function isOfOrganisation(row: Alias, viewer: Viewer): Sql {
  const { role, partnerId, placeId } = viewer;
  if (partnerId !== null) return isViewersPartner(row('partner_id'), viewer);
  if (placeId !== null) return sql`${row('place_id')} = ${placeId}::bigint`;
  return sql`${row('role')} = ${role}`;
}

interface Seen {
  /** The rows of the account itself, or those of a machine's own. */
  readonly own: (row: Alias, viewer: Viewer & { readonly accountId: string }) => Sql;
  /** The rows of the organisation that its managers see. */
  readonly managed: (row: Alias, viewer: Viewer) => Sql;
}

/** An account sees what is its own, a manager what is of the organisation, an administrator everything, and nobody else anything. */
function personal(policy: string, { own, managed }: Seen): Visibility {
  return {
    policy,
    isPersonal: true,
    hasHand: () => sql`true`,
    predicate: (row, viewer) => {
      const { role, accountId, manages } = viewer;
      if (role === 'ADMINISTRATOR') return sql`true`;
      if (accountId === null) return sql`false`;
      return anyOf([own(row, { ...viewer, accountId }), ...(manages ? [managed(row, viewer)] : [])]);
    },
  };
}

const member = alias('member');

declareShape(Account, {
  table: 'account',
  visibility: personal('OWN_ACCOUNT', {
    own: (row, { accountId }) => sql`${row('id')} = ${accountId}::bigint`,
    managed: (row, viewer) =>
      sql`exists (select from membership member where member.account_id = ${row('id')} and ${isOfOrganisation(member, viewer)})`,
  }),
});

declareShape(Membership, {
  table: 'membership',
  visibility: personal('OWN_MEMBERSHIP', {
    own: (row, { accountId, membershipId, scopes }) =>
      scopes === null ? sql`${row('account_id')} = ${accountId}::bigint` : sql`${row('id')} = ${membershipId}::bigint`,
    managed: isOfOrganisation,
  }),
  orders: { NEWEST: NEWEST_FIRST },
  filters: { ended: (row, ended: boolean) => (ended ? sql`${row('ended_at')} is not null` : sql`${row('ended_at')} is null`) },
});

declareShape(AccessToken, {
  table: 'access_token',
  visibility: personal('OWN_TOKEN', {
    own: (row, { accountId, tokenId, scopes }) =>
      scopes === null ? sql`${row('account_id')} = ${accountId}::bigint` : sql`${row('id')} = ${tokenId}::bigint`,
    managed: (row, viewer) =>
      sql`exists (select from membership member where member.id = ${row('membership_id')} and ${isOfOrganisation(member, viewer)})`,
  }),
  columns: { scopes: (row) => row('scopes') },
  orders: { NEWEST: NEWEST_FIRST },
});

declareShape(Invitation, {
  table: 'invitation',
  visibility: personal('MANAGED_INVITATION', { own: () => sql`false`, managed: isOfOrganisation }),
});
