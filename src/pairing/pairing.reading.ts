import { publicFact } from '../access/visibility.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { isOwn, isWithin, lineageId, placeNamed } from '../place/place.reading.js';
import { flag } from '../reading/flag.js';
import { partnerReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST } from '../reading/statement.js';
import { alias, sql } from '../shared/sql.js';
import { Pairing } from './pairing.entity.js';

declareShape(Pairing, {
  table: 'pairing',
  visibility: publicFact(isOwn),
  orders: { NEWEST: NEWEST_FIRST, STARTED: by('started_on', 'date', '-infinity') },
  filters: {
    programme: (row, programme: string) => sql`${row('programme')} = ${programme}`,
    partner: (row, partner: string) => sql`${row('partner_id')} = ${partnerReference(partner)}`,
    place: (row, place: string) =>
      sql`exists (select from place where place.id = ${row('place_id')} and ${isWithin(alias('place'), placeNamed(place))})`,
    inForceOn: (row, day: string) => sql`${row('during')} @> ${day}::date`,
    synthetic: flag('synthetic'),
  },
});

extendShape(Partner, {
  connections: { pairings: { to: () => shapeOf(Pairing), on: (partner, row) => sql`${row('partner_id')} = ${partner('id')}` } },
});

// A place's pairings are those of all the codes it had, whichever of them is asked.
extendShape(Place, {
  connections: {
    pairings: {
      to: () => shapeOf(Pairing),
      on: (place, row) =>
        sql`${row('place_id')} in (select own.id from place own where own.level = ${place('level')} and ${lineageId(alias('own'))} = ${lineageId(place)})`,
    },
  },
});
