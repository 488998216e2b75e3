import type { Viewer } from '../access/viewer.js';
import { actingPartner } from '../partner/acting-partner.js';
import { isWithin, lineageId } from '../place/place.reading.js';
import { type LocatedPlace, locatePlaces } from '../place/place-set.js';
import { Project } from '../project/project.entity.js';
import { keyOf, missing, partnerReference } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { encodeId } from '../shared/id.js';
import { alias, type Executor, isOneOf, type Sql, sql } from '../shared/sql.js';
import { selectAll, selectOne, selectTheOne, TODAY } from '../writing/facts.js';
import type { WritingContext } from '../writing/write.js';
import { Contribution } from './contribution.entity.js';
import type { ContributionState, FlowClass, Form, Stage } from './contribution.enums.js';
import { type LogContributionInput, MOST_SECTORS } from './contribution.input.js';
import { loadNamedMatch, loadTiedMatch, type MatchFacts } from './matching.facts.js';

export interface PartnerFacts {
  /** The partner, and the record of it that the row names: another one where that was merged since. */
  readonly id: string;
  readonly recordId: string;
  readonly parentId: string | null;
  readonly synthetic: boolean;
}

export interface ProjectFacts {
  readonly id: string;
  readonly programme: string;
  readonly status: string;
  readonly leadPartnerId: string;
  readonly sector: string;
  readonly reportedForSet: boolean;
  readonly synthetic: boolean;
  readonly places: readonly LocatedPlace[];
  readonly shares: readonly { readonly parts: string | null; readonly whole: string | null }[];
  readonly pairings: readonly PairingFacts[];
}

export interface PairingFacts {
  readonly id: string;
  readonly partnerId: string;
  readonly startedOn: string | null;
  readonly endedOn: string | null;
}

export interface FundFacts {
  readonly id: string;
  readonly programme: string;
  readonly openedOn: string;
  readonly synthetic: boolean;
  readonly place: LocatedPlace | null;
  /** Whether the programme lets the giver give to it. */
  readonly takesFromGiver: boolean;
}

/** The money that a contribution moves on, as far as it is not moved on yet. */
export interface SourceFacts {
  readonly originalId: string;
  readonly partnerId: string;
  readonly throughId: string | null;
  readonly programme: string;
  readonly flowClass: FlowClass;
  readonly stage: Stage;
  readonly form: Form;
  readonly occurredOn: string;
  readonly ancestorIds: readonly string[];
  readonly fundId: string | null;
  /** The place that holds the fund. */
  readonly fundPlace: LocatedPlace | null;
  /** What is left in the fund, with what the row to be corrected took from it put back. */
  readonly fundBalanceFen: string | null;
  readonly remainingFen: string | null;
  /** Whether the viewer may pass the fund's money on. */
  readonly fundIsOwn: boolean;
}

/** The row that a correction replaces. */
export interface CorrectedFacts {
  readonly id: string;
  readonly originalId: string;
  readonly state: ContributionState;
  readonly recordedFor: string;
  /** The records that it names, which its correction names as well. */
  readonly partnerId: string;
  readonly throughId: string | null;
  readonly synthetic: boolean;
  /** The confirmation of it that stands. */
  readonly confirmationId: string | null;
  readonly hasCorrection: boolean;
  /** Another row of its chain counts: this one is a correction that waits, or was returned. */
  readonly isBesideLive: boolean;
  /** What was moved on of it, which the right amount must still cover. */
  readonly movedOnFen: string;
  /** Of what counts of that: the classes, and the first day. */
  readonly onwardClasses: readonly FlowClass[];
  readonly onwardFirstOn: string | null;
  readonly amountFen: string | null;
  /** In words, the closed periods that a correction would touch and nobody has agreed to; null where there are none. */
  readonly unconsented: string | null;
}

export interface ContributionFacts {
  readonly today: string;
  readonly partner: PartnerFacts;
  readonly through: PartnerFacts | null;
  readonly project: ProjectFacts | null;
  readonly fund: FundFacts | null;
  readonly source: SourceFacts | null;
  readonly places: readonly LocatedPlace[];
  readonly knownSectors: readonly string[];
  readonly corrected: CorrectedFacts | null;
  /** What it matches: as it is named, or as the row that it corrects does. */
  readonly match: MatchFacts | null;
}

/**
 * Reads what a contribution concerns. The fund that money leaves is locked first, so that two at once cannot both take the last of it;
 * everything else comes by one statement, which locks the project and its pairings.
 */
export async function loadContributionFacts(
  transaction: Executor,
  context: WritingContext,
  input: LogContributionInput,
  corrected: CorrectedFacts | null,
): Promise<ContributionFacts> {
  const source = input.onwardFrom ? await loadSource(transaction, context, input, corrected?.originalId ?? null) : null;
  const { facts } = await selectTheOne<{ facts: Omit<ContributionFacts, 'source' | 'places' | 'knownSectors' | 'corrected' | 'match'> }>(
    transaction,
    concerned(context, input, source ?? corrected),
  );
  if (input.project && facts.project === null) throw missing('Project', input.project);
  if (input.fund && facts.fund === null) throw missing('Fund', input.fund);
  return {
    ...facts,
    source,
    places: await locatePlaces(
      transaction,
      (input.places ?? []).map(({ place }) => place),
    ),
    knownSectors: await loadKnownSectors(
      transaction,
      (input.sectors ?? []).map(({ sector }) => sector),
    ),
    corrected,
    match: await loadMatch(transaction, context.viewer, input, corrected),
  };
}

async function loadMatch(
  transaction: Executor,
  viewer: Viewer,
  { matches }: LogContributionInput,
  corrected: CorrectedFacts | null,
): Promise<MatchFacts | null> {
  if (corrected !== null) return loadTiedMatch(transaction, corrected.originalId);
  return matches ? loadNamedMatch(transaction, viewer, matches) : null;
}

/**
 * Today, the giver and whom it gives through, the project with its places and pairings, and the fund, as one JSON object. What is not
 * named is not in the statement either, because the server makes all of a plan ready, also what finds nothing.
 */
function concerned(
  { viewer, ...context }: WritingContext,
  input: LogContributionInput,
  named: Pick<CorrectedFacts, 'partnerId' | 'throughId'> | null,
): Sql {
  const partnerId = named ? sql`${named.partnerId}::bigint` : actingPartner({ viewer, ...context }, input.partner);
  const throughId = named ? sql`${named.throughId}::bigint` : input.through ? partnerReference(input.through) : sql`null::bigint`;
  const partner = sql`json_build_object('id', id::text, 'recordId', record_id::text, 'parentId', parent_id::text, 'synthetic', synthetic)`;
  return sql`
    with giver as materialized (
      select coalesce(kept_id, id) as id, id as record_id, parent_id, synthetic from partner where id = ${partnerId}
    ), through as materialized (
      select coalesce(kept_id, id) as id, id as record_id, parent_id, synthetic from partner where id = ${throughId}
    )${input.project ? chosenProject(input.project, viewer) : sql``}
    select json_build_object(
      'today', ${TODAY}::text,
      'partner', (select ${partner} from giver),
      'through', (select ${partner} from through),
      'project', ${input.project ? projectFacts() : sql`null`},
      'fund', ${input.fund ? fundFacts(input.fund) : sql`null`}) as facts`;
}

/** The project and its pairings, locked. */
function chosenProject(project: string, viewer: Viewer): Sql {
  return sql`, chosen as materialized (
      select * from project where id = ${keyOf('Project', project)}::bigint and ${shapeOf(Project).visibility.predicate(alias('project'), viewer)} for share
    ), own_pairing as materialized (
      select pairing.* from chosen join project_pairing on project_id = chosen.id join pairing on pairing.id = pairing_id for share of pairing
    )`;
}

function projectFacts(): Sql {
  return sql`(
        select json_build_object(
          'id', id::text, 'programme', programme, 'status', status, 'leadPartnerId', lead_partner_id::text, 'sector', sector_code,
          'reportedForSet', place_mode = 'SET', 'synthetic', synthetic,
          'places', (
            select coalesce(json_agg(${located(sql`place`)} order by ordinal), '[]')
            from project_place join place on place.id = place_id where project_id = chosen.id),
          'shares', (
            select coalesce(json_agg(json_build_object('parts', share_parts::text, 'whole', share_whole::text) order by ordinal), '[]')
            from project_place where project_id = chosen.id),
          'pairings', (
            select coalesce(json_agg(json_build_object(
              'id', id::text, 'partnerId', partner_id::text, 'startedOn', started_on::text, 'endedOn', ended_on::text) order by id), '[]')
            from own_pairing))
        from chosen)`;
}

function fundFacts(fund: string): Sql {
  return sql`(
        select json_build_object(
          'id', fund.id::text, 'programme', fund.programme, 'openedOn', opened_on::text, 'synthetic', fund.synthetic,
          'place', (select ${located(sql`place`)} from place where place.id = fund.place_id),
          'takesFromGiver', fund.programme = 'SOCIAL_DONATION' or coalesce(${holderIsKin()}, false) or ${isPairedWithHolder()})
        from fund where fund.id = ${keyOf('Fund', fund)}::bigint)`;
}

/** A place as LocatedPlace has it. */
function located(place: Sql): Sql {
  return sql`json_build_object('id', ${place}.id::text, 'level', ${place}.level, 'lineage', array[${place}.province_id, ${place}.prefecture_id,
    ${place}.county_id, ${place}.township_id, ${place}.village_id]::text[])`;
}

/** What an example gives, or what is given to an example, is one too: no invented figure passes for a real one. */
export function isExample({ partner, through, project, fund, corrected }: ContributionFacts, viewer: Viewer): boolean {
  return viewer.demonstration || [partner, through, project, fund, corrected].some((thing) => thing?.synthetic);
}

/** In whose name a partner gives: its own, its parent's, and that of the chamber or group it gives through. */
export function giversOf({ partner, through }: Pick<ContributionFacts, 'partner' | 'through'>): string[] {
  return [partner.id, partner.parentId, through?.id ?? null].filter((id) => id !== null);
}

/**
 * Funds are locked before rows and in the order of their ids, so that two writes never wait for each other. Here as
 * elsewhere without the key: a row that only refers to what is locked goes in beside it, and a stream of such rows does not
 * keep the lock from being had.
 */
export async function lockFunds(transaction: Executor, ids: readonly (string | null)[]): Promise<void> {
  const known = ids.filter((id) => id !== null);
  if (known.length > 0) await selectAll(transaction, sql`select lock_funds(${sql.val(known)}::bigint[])`);
}

/**
 * Locks what a change to a row depends on: the funds that its money is in, its pairing, and the row with its corrections.
 * What is read afterwards, by a statement of its own, is as the last writer left it.
 */
export async function lockChain(transaction: Executor, key: string): Promise<void> {
  await selectAll(transaction, sql`select lock_chain(${key}::bigint)`);
}

/** In whose name it is given, as giversOf() has it, in the statement of concerned(). */
const GIVERS = sql`(select id from giver union all select parent_id from giver union all select id from through)`;

/** The partner that holds the fund gives itself, or its parent, its members or another member of its parent do. */
function holderIsKin(): Sql {
  return sql`exists (select from partner holder where holder.id = fund.partner_id and (holder.id in ${GIVERS} or holder.parent_id in ${GIVERS}))`;
}

/** A giver is paired, under the fund's programme, with a place in the one that holds the fund, or with one around it. */
function isPairedWithHolder(): Sql {
  return sql`exists (
    select from pairing
    join place on place.id = pairing.place_id
    join place as holder on holder.id = fund.place_id
    where pairing.programme = fund.programme and pairing.partner_id in ${GIVERS}
      and (${isWithin(alias('place'), lineageId(alias('holder')))} or ${isWithin(alias('holder'), lineageId(alias('place')))}))`;
}

async function locate(transaction: Executor, placeId: string | null): Promise<LocatedPlace | null> {
  const [place = null] = placeId === null ? [] : await locatePlaces(transaction, [encodeId('Place', placeId)]);
  return place;
}

async function loadSource(
  transaction: Executor,
  { viewer }: WritingContext,
  input: LogContributionInput,
  correctedOriginalId: string | null,
): Promise<SourceFacts> {
  const id = input.onwardFrom ?? '';
  const key = keyOf('Contribution', id);
  const visible = shapeOf(Contribution).visibility.predicate(alias('contribution'), viewer);
  const found = await selectOne<{ originalId: string; fundId: string | null }>(
    transaction,
    sql`select original_id::text as "originalId", fund_id::text as "fundId" from contribution where id = ${key}::bigint and ${visible}`,
  );
  if (!found) throw missing('Contribution', id);
  await lockFunds(transaction, [found.fundId, input.fund ? keyOf('Fund', input.fund) : null]);
  const source = await selectOne<Omit<SourceFacts, 'fundPlace'> & { fundPlaceId: string | null }>(
    transaction,
    sql`
      select row.original_id::text as "originalId", row.partner_id::text as "partnerId", row.through_id::text as "throughId",
        row.programme, row.flow_class as "flowClass", row.stage, row.form, row.occurred_on::text as "occurredOn",
        row.ancestor_ids::text[] as "ancestorIds", row.fund_id::text as "fundId",
        fund.place_id::text as "fundPlaceId",
        fund_balance_without(fund.id, ${correctedOriginalId}::bigint)::text as "fundBalanceFen",
        (row.amount_fen - moved_on_fen(row.original_id, ${correctedOriginalId}::bigint))::text as "remainingFen",
        coalesce(fund.partner_id = ${viewer.partnerId}::bigint, false) or exists (
          select from place where place.id = fund.place_id
            and ${viewer.placeId}::bigint in (province_id, prefecture_id, county_id, township_id, village_id)) as "fundIsOwn"
      from contribution as row left join fund on fund.id = row.fund_id
      where row.original_id = ${found.originalId}::bigint and row.live`,
  );
  if (!source) throw missing('Contribution', id);
  const { fundPlaceId, ...facts } = source;
  return { ...facts, fundPlace: await locate(transaction, fundPlaceId) };
}

/** Of more than may be named none is looked up: their number alone is refused. */
async function loadKnownSectors(transaction: Executor, codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0 || codes.length > MOST_SECTORS) return [];
  const rows = await selectAll<{ code: string }>(transaction, sql`select code from sector where ${isOneOf(sql`code`, codes)}`);
  return rows.map(({ code }) => code);
}
