import { FieldResolver, Resolver, Root } from 'type-graphql';
import { HistoryEntry } from '../history/history-entry.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { keyOf } from '../reading/reference.js';
import { extendShape, shapeOf, shownKey } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { type Alias, alias, type Sql, sql } from '../shared/sql.js';
import { Account } from './account.entity.js';
import { MembershipRole } from './membership.enums.js';

/** The key in an organisation's name, such as the 12 of partner:12; null where it is of another kind. */
function keyIn(row: Alias, kind: string): Sql {
  const name = row('acting_for');
  return sql`case when split_part(${name}, ':', 1) = ${sql.lit(kind)} then split_part(${name}, ':', 2)::bigint end`;
}

extendShape(HistoryEntry, {
  one: {
    account: { to: () => shapeOf(Account), on: (row, account) => sql`${account('id')} = ${row('account_id')}` },
    partner: { to: () => shapeOf(Partner), on: (row, partner) => sql`${partner('id')} = ${shownKey(shapeOf(Partner), keyIn(row, 'partner'))}` },
    place: { to: () => shapeOf(Place), on: (row, place) => sql`${place('id')} = ${keyIn(row, 'place')}` },
  },
  columns: { role: (row) => sql`nullif(upper(split_part(${row('acting_for')}, ':', 1)), 'PUBLIC')` },
  filters: {
    // Who made a change is told by a filter as well as by the field, so it is told to the same viewers.
    by: (row, account: string, viewer) => sql`exists (
      select from account where account.id = ${keyOf('Account', account)}::bigint and account.id = ${row('account_id')}
        and ${shapeOf(Account).visibility.predicate(alias('account'), viewer)})`,
  },
});

@Resolver(() => HistoryEntry)
export class HistoryActorResolver {
  @FieldResolver(() => Account, {
    nullable: true,
    description: 'Who made it; null where the viewer does not see the account, or it was the command line.',
  })
  account(): never {
    return filledByStatement();
  }

  @FieldResolver(() => MembershipRole, { nullable: true, description: 'What the account acted as; null for who had just come in.' })
  role(@Root() { role }: { role: MembershipRole | null }): MembershipRole | null {
    return role;
  }

  @FieldResolver(() => Partner, { nullable: true, description: 'The partner that it acted for; null for anybody else.' })
  partner(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Place, { nullable: true, description: 'The place that it acted for; null for anybody else.' })
  place(): never {
    return filledByStatement();
  }
}
