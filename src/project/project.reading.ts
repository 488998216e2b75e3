import { isViewersPartner, levelColumn, PART_OF_ITS_OWNER, partnerOwned } from '../access/visibility.js';
import { Pairing } from '../pairing/pairing.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { isWithin, lineageId, placeNamed } from '../place/place.reading.js';
import { flag } from '../reading/flag.js';
import { partnerReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST } from '../reading/statement.js';
import { type Alias, alias, isOneOf, name, type Sql, sql } from '../shared/sql.js';
import { Project, ProjectPlace } from './project.entity.js';

declareShape(ProjectPlace, {
  table: 'project_place',
  visibility: PART_OF_ITS_OWNER,
  needs: { share: ['shareParts', 'shareWhole'] },
});

/** What the public sees of a project; the database says it (schema/migrations/034_project_life.sql). */
export const isOpenProject = (row: Alias): Sql => sql`is_open_status(${row('status')})`;

export const PROJECT_OWNED = partnerOwned({
  isPublic: isOpenProject,
  isDraft: () => sql`false`,
  partnerColumns: ['lead_partner_id'],
  involves: (row, viewer) =>
    sql`exists (select from project_pairing own join pairing on pairing.id = own.pairing_id
      where own.project_id = ${row('id')} and ${isViewersPartner(sql`pairing.partner_id`, viewer)})`,
  concerns: (row, placeColumn, placeId) => hasPlace(row, (place) => sql`${place(placeColumn)} = ${placeId}::bigint`),
});

declareShape(Project, {
  table: 'project',
  visibility: PROJECT_OWNED,
  orders: { NEWEST: NEWEST_FIRST, NAME: by('name_zh'), PLANNED_START: by('planned_start_on', 'date', '-infinity') },
  filters: {
    programme: (row, programme: string) => sql`${row('programme')} = ${programme}`,
    place: (row, place: string) => hasPlace(row, (own) => isWithin(own, placeNamed(place))),
    leadPartner: (row, partner: string) => sql`${row('lead_partner_id')} = ${partnerReference(partner)}`,
    sector: (row, sector: string) => sql`${row('sector_code')} = ${sector}`,
    statuses: (row, statuses: string[]) => isOneOf(row('status'), statuses),
    synthetic: flag('synthetic'),
  },
});

/** One of the project's places meets the condition. */
function hasPlace(project: Alias, condition: (place: Alias) => Sql): Sql {
  return sql`exists (select from project_place own join place on place.id = own.place_id
    where own.project_id = ${project('id')} and ${condition(alias('place'))})`;
}

extendShape(Project, {
  lists: {
    places: {
      to: () => shapeOf(ProjectPlace),
      on: (project, row) => sql`${row('project_id')} = ${project('id')}`,
      order: (row) => row('ordinal'),
    },
    pairings: {
      to: () => shapeOf(Pairing),
      on: (project, row) => sql`${row('id')} in (select pairing_id from project_pairing where project_id = ${project('id')})`,
      order: (row) => row('id'),
    },
  },
});

const AT_LEVELS = { village: 'VILLAGE', township: 'TOWNSHIP', county: 'COUNTY', prefecture: 'PREFECTURE' } as const;

// The shortcut that lists use: the project's place at a level, null where it reaches further.
extendShape(Project, {
  one: Object.fromEntries(
    Object.entries(AT_LEVELS).map(([field, level]) => [
      field,
      {
        to: () => shapeOf(Place),
        on: (project: Alias, row: Alias) =>
          sql`${row('id')} = (select own.${name(levelColumn(level))} from place own where own.id = ${project('place_id')})`,
      },
    ]),
  ),
});

extendShape(Partner, {
  connections: { projects: { to: () => shapeOf(Project), on: (partner, row) => sql`${row('lead_partner_id')} = ${partner('id')}` } },
});

extendShape(Place, {
  connections: {
    projects: { to: () => shapeOf(Project), on: (place, row) => hasPlace(row, (own) => isWithin(own, lineageId(place))) },
  },
});

extendShape(Pairing, {
  connections: {
    projects: {
      to: () => shapeOf(Project),
      on: (pairing, row) => sql`${row('id')} in (select project_id from project_pairing where pairing_id = ${pairing('id')})`,
    },
  },
});
