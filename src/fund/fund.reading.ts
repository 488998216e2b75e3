import { isViewersPartner, publicFact } from '../access/visibility.js';
import { Partner } from '../partner/partner.entity.js';
import { isOwn, isWithin, placeNamed } from '../place/place.reading.js';
import { partnerReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST } from '../reading/statement.js';
import { alias, sql } from '../shared/sql.js';
import { Fund } from './fund.entity.js';

// A fund and its accepted balance are public. What is available tells of rows that are not accepted yet, so it has a
// viewer's bounds of its own.
declareShape(Fund, {
  table: 'fund',
  visibility: publicFact(isOwn),
  columns: {
    available: (row, viewer) => {
      // The column itself is not granted to whom the program serves under.
      const balance = sql`available_in_fund(${row('id')})::text`;
      if (viewer.role === 'PROGRAMME_OFFICE' || viewer.role === 'AUDITOR' || viewer.role === 'ADMINISTRATOR') return balance;
      if (viewer.partnerId !== null) return sql`case when ${isViewersPartner(row('partner_id'), viewer)} then ${balance} end`;
      if (viewer.placeId === null) return sql`null::text`;
      return sql`case when exists (select from place where place.id = ${row('place_id')}
        and ${isWithin(alias('place'), sql`${viewer.placeId}::bigint`)}) then ${balance} end`;
    },
  },
  orders: { NAME: by('name_zh'), NEWEST: NEWEST_FIRST },
  filters: {
    programme: (row, programme: string) => sql`${row('programme')} = ${programme}`,
    partner: (row, partner: string) => sql`${row('partner_id')} = ${partnerReference(partner)}`,
    place: (row, place: string) =>
      sql`exists (select from place where place.id = ${row('place_id')} and ${isWithin(alias('place'), placeNamed(place))})`,
  },
});

extendShape(Partner, {
  connections: { funds: { to: () => shapeOf(Fund), on: (partner, row) => sql`${row('partner_id')} = ${partner('id')}` } },
});
