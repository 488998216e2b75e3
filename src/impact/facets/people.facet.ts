import { partnerReference } from '../../reading/reference.js';
import { alias, allOf, isOneOf, type Sql, sql } from '../../shared/sql.js';
import { counted, LEDGER_FROM } from '../ledger-entries.js';
import type { Anchor, AnchorKind, Scope } from '../scope.js';
import { type AnchorKey, inYears, isAtHomeIn, isInAnchor, isInNamed, isOfFamily } from '../scope-conditions.js';
import type { Facet } from './facet.js';

/** People, or households, or person-times: never added to each other. */
export interface PeopleRow {
  readonly unit: string;
  readonly low: string;
  readonly high: string;
  readonly channels: readonly ChannelRow[];
}

export interface ChannelRow {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly noteZh: string | null;
  readonly noteEn: string | null;
  readonly people: string;
}

/**
 * Within a channel nobody is counted twice, so its counts add up. Between channels the same people may be reached, so
 * their union lies between the largest of them and the sum of all.
 */
export const peopleFacet: Facet = (scope, anchorKey, viewer) => sql`(
  select coalesce(json_agg(by_unit order by by_unit.unit), '[]')
  from (
    select unit, max(people)::text as low, sum(people)::text as high,
      json_agg(json_build_object('code', code, 'nameZh', name_zh, 'nameEn', name_en, 'noteZh', note_zh, 'noteEn', note_en, 'people', people::text)
        order by people desc, code) as channels
    from (
      select reached.unit, channel.code, channel.name_zh, channel.name_en, channel.note_zh, channel.note_en, sum(reached.people) as people
      from people_count reached join people_channel channel on channel.code = reached.channel
      where ${allOf(peopleConditions(scope, anchorKey, viewer))}
      group by reached.unit, channel.code, channel.name_zh, channel.name_en, channel.note_zh, channel.note_en
    ) as by_channel
    group by unit
  ) as by_unit)`;

const OF_ANCHOR: Readonly<Record<Exclude<AnchorKind, 'fund' | 'pairing'>, (key: Sql, anchor: Anchor) => Sql>> = {
  place: (key, anchor) => isReachedAt(isInAnchor(alias('place'), anchor, key)),
  partner: (key) => isOfFamily(sql`reached.partner_id`, sql`${key}::bigint`),
  programme: (key) => sql`reached.programme = ${key}`,
  project: (key) => sql`reached.project_id = ${key}::bigint`,
};

/** The condition is on the place of the count. */
function isReachedAt(condition: Sql): Sql {
  return sql`exists (select from place where place.id = reached.place_id and ${condition})`;
}

function peopleConditions(scope: Scope, anchorKey: AnchorKey, viewer: Parameters<Facet>[2]): Sql[] {
  const { filter, anchor } = scope;
  const conditions: Sql[] = [inYears(sql`coalesce(reached.year, 9999)`, scope)];
  if (anchor && anchorKey) {
    if (anchor.kind === 'fund' || anchor.kind === 'pairing') conditions.push(ofProjectsIn(scope, anchorKey, viewer));
    else conditions.push(OF_ANCHOR[anchor.kind](anchorKey, anchor));
  }
  if (filter.programme) conditions.push(sql`reached.programme = ${filter.programme}`);
  if (filter.place) conditions.push(isReachedAt(isInNamed(alias('place'), filter.place)));
  if (filter.partner) conditions.push(isOfFamily(sql`reached.partner_id`, partnerReference(filter.partner)));
  if (filter.partnerKinds) {
    conditions.push(sql`exists (select from partner where partner.id = reached.partner_id and ${isOneOf(sql`partner.kind`, filter.partnerKinds)})`);
  }
  if (filter.partnerHome) conditions.push(isAtHomeIn(sql`reached.partner_id`, filter.partnerHome));
  if (filter.flowClasses) conditions.push(isOneOf(sql`reached.flow_class`, filter.flowClasses));
  if (filter.sector)
    conditions.push(sql`exists (select from project where project.id = reached.project_id and project.sector_code = ${filter.sector})`);
  return conditions;
}

/** People of the projects that the scope's money reached, where a count itself does not say it. */
function ofProjectsIn(scope: Scope, anchorKey: AnchorKey, viewer: Parameters<Facet>[2]): Sql {
  return sql`reached.project_id in (select entry_row.project_id from ${LEDGER_FROM} where ${counted(scope, anchorKey, viewer)})`;
}
