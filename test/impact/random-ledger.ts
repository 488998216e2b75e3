import fc from 'fast-check';
import { MONEY_RULES } from '../../seeds/guards.js';
import { splitGrid } from '../../src/shared/money/share.js';
import { isOneOf, sql } from '../../src/shared/sql.js';
import { liftGuards } from '../support/guards.js';
import type { Platform } from '../support/platform.js';
import type { World } from '../support/world.js';
import { keyIn } from '../support/world.js';
import { ALL_DIMENSIONS, type ModelFilter, type ModelPart, type ModelPartner, type ModelPlace, type ModelRow } from './ledger-model.js';

/** What random ledgers are made of: places at every level in two prefectures, and partners with families and a chamber. */
export interface Stage {
  readonly places: readonly ModelPlace[];
  readonly partners: readonly ModelPartner[];
  readonly member: ModelPartner;
  readonly chamber: ModelPartner;
  readonly funds: readonly Target[];
  readonly projects: readonly Target[];
}

interface Target {
  readonly id: string;
  readonly programme: string;
  readonly place: ModelPlace | null;
}

const PLACES = ['53', '5333', '5306', '533323', '533325', '533301', '533321', '530602', '533323201', '托坪村', '闪当村'];
const SECTORS = ['31120', '11120', '43040'];
const CLASSES = ['FISCAL', 'DONATION', 'UNSPECIFIED'];
const STAGES = ['DISBURSED', 'DISBURSED', 'DISBURSED', 'PLEDGED', 'COMMITTED'];
const NEW_STATES = ['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'SUBMITTED', 'SUBMITTED', 'DRAFT', 'RETURNED', 'WITHDRAWN'];

export async function setStage(platform: Platform, world: World): Promise<Stage> {
  const { rows } = platform;
  // A ledger is written table by table, and its parts have amounts but no shares.
  await liftGuards(platform, MONEY_RULES);
  const places = await rows<ModelPlace>(sql`
    select id::text as id, code, county_id::text as "countyId", prefecture_id::text as "prefectureId",
      array_remove(array[village_id, township_id, county_id, prefecture_id, province_id], null)::text[] as within
    from place where code = any(${sql.val(PLACES)}::text[]) or name_zh = any(${sql.val(PLACES)}::text[])
      or id in (select home_id from partner) order by array_position(${sql.val(PLACES)}::text[], coalesce(code, name_zh)), id`);
  const known = await rows<{ id: string; kind: string; parentId: string | null; homeId: string | null }>(sql`
    select id::text as id, kind, parent_id::text as "parentId", home_id::text as "homeId" from partner
    where name_zh in ('上海市', '广东省', '上海市浦东新区', '上海市浦东新区惠南镇', '珠海市', '怒江试验农业公司', '试验商会', '商会会员公司') order by id`);
  const partners = new Map<string, ModelPartner>();
  for (const { id, kind, parentId, homeId } of known) {
    partners.set(id, { id, kind, parent: partners.get(parentId ?? '') ?? null, home: places.find((place) => place.id === homeId) ?? null });
  }
  const of = (id: string) => partners.get(keyIn(id)) as ModelPartner;
  const [yunnan, nujiang, zhaotong, fugong, lanping] = places;
  const targets = (where: readonly (ModelPlace | null | undefined)[]) =>
    where.map((place, index) => ({ id: String(index + 1), programme: index % 3 === 2 ? 'FIXED_POINT' : 'EAST_WEST', place: place ?? null }));
  return {
    places: places.slice(0, PLACES.length),
    partners: [...partners.values()],
    member: of(world.memberId),
    chamber: of(world.chamberId),
    funds: targets([null, yunnan, nujiang, fugong, zhaotong]),
    projects: targets([fugong, lanping, zhaotong, yunnan]),
  };
}

/** What happens next in a ledger. Numbers choose among what there is, so that any of them makes sense at any time. */
interface Event {
  readonly what: 'give' | 'move' | 'correct' | 'take back';
  readonly which: number;
  readonly where: number;
  readonly fen: bigint;
  readonly year: number;
  readonly kind: number;
  readonly state: number;
}

const NUMBER = fc.nat(1_000_000);

const EVENT: fc.Arbitrary<Event> = fc.record({
  what: fc.constantFrom<Event['what']>('give', 'give', 'give', 'move', 'move', 'move', 'move', 'correct', 'take back'),
  which: NUMBER,
  where: NUMBER,
  fen: fc.oneof(fc.bigInt(1n, 10n), fc.bigInt(1n, 100_000n), fc.bigInt(1n, 10n ** 14n)),
  year: fc.nat(4),
  kind: NUMBER,
  state: NUMBER,
});

export const EVENTS = fc.array(EVENT, { minLength: 1, maxLength: 16 });

/** The rows that a series of events leaves behind, as the API would have written them. */
export function ledgerOf(stage: Stage, events: readonly Event[]): ModelRow[] {
  const rows: ModelRow[] = [];
  for (const event of events) happen(stage, rows, event);
  return rows;
}

function happen(stage: Stage, rows: ModelRow[], event: Event): void {
  const row = rowOf(stage, rows, event);
  if (row) rows.push(row);
}

function rowOf(stage: Stage, rows: readonly ModelRow[], event: Event): ModelRow | undefined {
  if (event.what === 'give') return given(stage, rows, event);
  if (event.what === 'move') {
    const sources = rows.filter((row) => row.live && row.fundId !== null && restOf(rows, row) > 0n);
    const source = pick(sources, event.which);
    return source && moved(stage, rows, source, event);
  }
  const voids = event.what === 'take back';
  const free = rows.filter((row) => row.live && !row.voids && !rows.some(({ correctsId }) => correctsId === row.id));
  const old = pick(voids ? free.filter((row) => childrenOf(rows, row).length === 0) : free, event.which);
  return old && corrected(rows, old, voids, event);
}

function given(stage: Stage, rows: readonly ModelRow[], event: Event): ModelRow {
  const partner = pick(stage.partners, event.which) as ModelPartner;
  const isInKind = event.kind % 7 === 0;
  const target = pick(isInKind ? stage.projects : [...stage.funds, ...stage.projects], event.where) as Target;
  const state = pick(NEW_STATES, event.state) as string;
  return written(stage, rows, target, event, {
    partner,
    through: partner === stage.member && event.kind % 2 === 0 ? stage.chamber : null,
    parentId: null,
    fromFundId: null,
    ancestorIds: [],
    flowClass: pick(CLASSES, event.kind) as string,
    stage: pick(STAGES, event.kind) as string,
    form: isInKind ? 'GOODS' : 'CASH',
    fen: isInKind ? null : event.fen,
    year: 2016 + event.year,
    state,
    live: isHandedIn(state),
  });
}

function moved(stage: Stage, rows: readonly ModelRow[], source: ModelRow, event: Event): ModelRow {
  const others = [...stage.funds, ...stage.projects].filter(({ id }, index) => index >= stage.funds.length || id !== source.fundId);
  const { partner, through, flowClass, form } = source;
  const state = pick(
    source.state === 'ACCEPTED' ? ['ACCEPTED', 'ACCEPTED', 'SUBMITTED', 'RETURNED'] : ['SUBMITTED', 'SUBMITTED', 'RETURNED'],
    event.state,
  ) as string;
  const rest = restOf(rows, source);
  return written(stage, rows, pick(others, event.where) as Target, event, {
    ...{ partner, through, flowClass, form, stage: source.stage },
    parentId: source.originalId,
    fromFundId: source.fundId,
    ancestorIds: [...source.ancestorIds, source.originalId],
    // Every third time all that is left, so that funds run dry.
    fen: event.kind % 3 === 0 ? rest : (event.fen % rest) + 1n,
    year: Math.min(2020, source.year + (event.year % 3)),
    state,
    live: isHandedIn(state),
  });
}

function corrected(rows: readonly ModelRow[], old: ModelRow, voids: boolean, event: Event): ModelRow {
  const waits = old.state === 'ACCEPTED';
  const isAccepted = waits && event.state % 3 > 0;
  const source = rows.find(({ originalId, live }) => originalId === old.parentId && live);
  const moved = childrenOf(rows, old).reduce((sum, { fen }) => sum + (fen ?? 0n), 0n);
  const most = source ? restOf(rows, source) + (old.fen ?? 0n) : moved + event.fen;
  const fen = voids ? 0n : most < moved + event.fen ? most : moved + event.fen;
  const takesPlace = isAccepted || !waits;
  if (takesPlace) old.live = false;
  const isRoot = old.parentId === null && moved === 0n;
  // Money does not move on before it has come.
  const [first, last] = [source?.year ?? 2016, Math.min(2020, ...childrenOf(rows, old).map(({ year }) => year))];
  return {
    ...old,
    id: nextId(rows),
    correctsId: old.id,
    voids,
    fen: old.fen === null ? null : fen,
    parts: partsOf(old.fen === null ? null : fen, old.parts),
    flowClass: isRoot ? (pick(CLASSES, event.kind) as string) : old.flowClass,
    year: event.kind % 2 === 0 ? Math.max(first, Math.min(last, 2016 + event.year)) : old.year,
    state: isAccepted ? 'ACCEPTED' : 'SUBMITTED',
    live: takesPlace,
  };
}

type Content = Omit<ModelRow, 'id' | 'originalId' | 'correctsId' | 'voids' | 'programme' | 'fundId' | 'projectId' | 'parts' | 'set'>;

function written(stage: Stage, rows: readonly ModelRow[], target: Target, event: Event, content: Content): ModelRow {
  const id = nextId(rows);
  const isFund = stage.funds.includes(target);
  const where = isFund
    ? { parts: partsOf(content.fen, [{ place: target.place, sector: null, fen: null }]), set: [] }
    : placesOf(stage, content.fen, event);
  const to = isFund ? { fundId: target.id, projectId: null } : { fundId: null, projectId: target.id };
  return { ...content, ...to, ...where, id, originalId: id, correctsId: null, voids: false, programme: target.programme };
}

/** One place, several with shares, or a set that counts at the smallest place that holds it; in one or two sectors. */
function placesOf({ places }: Stage, fen: bigint | null, { where, kind, which }: Event): Pick<ModelRow, 'parts' | 'set'> {
  const lowest = places.slice(3);
  const first = where % lowest.length;
  const several = Array.from({ length: 1 + (kind % 3) }, (_, index) => lowest[(first + index * (1 + (which % 3))) % lowest.length] as ModelPlace);
  const named = several.filter((place, index) => several.findIndex(({ within }) => within[0] === place.within[0]) === index);
  const sectors = SECTORS.slice(which % 2, 1 + (which % 3));
  const isSet = named.length > 1 && (fen === null || kind % 4 === 0);
  const common = places.find(
    ({ within }) =>
      within.length === Math.max(...commonTo(named).map(({ length }) => length)) && commonTo(named).some((own) => own.join() === within.join()),
  );
  const at = isSet ? [common as ModelPlace] : named;
  const parts = at.flatMap((place) => (sectors.length === 0 ? SECTORS.slice(0, 1) : sectors).map((sector) => ({ place, sector, fen: null })));
  return { parts: partsOf(fen, fen === null ? parts.slice(0, 1) : parts), set: isSet ? named : [] };
}

/** The lineages, each from its own place up, of the places that hold all of these. */
function commonTo(places: readonly ModelPlace[]): (readonly string[])[] {
  const [first] = places;
  if (!first) return [];
  return first.within.flatMap((id, index) => (places.every(({ within }) => within.includes(id)) ? [first.within.slice(index)] : []));
}

/** Uneven shares, so that largest remainders matter. */
function partsOf(fen: bigint | null, parts: readonly ModelPart[]): ModelPart[] {
  if (fen === null) return parts.map((part) => ({ ...part, fen: null }));
  const amounts = splitGrid(
    fen,
    parts.map((_, index) => BigInt(index + 1)),
    [1n],
  );
  return parts.map((part, index) => ({ ...part, fen: amounts[index]?.[0] ?? 0n }));
}

function childrenOf(rows: readonly ModelRow[], { originalId }: ModelRow): ModelRow[] {
  return rows.filter(({ parentId, live }) => parentId === originalId && live);
}

function restOf(rows: readonly ModelRow[], row: ModelRow): bigint {
  return childrenOf(rows, row).reduce((rest, { fen }) => rest - (fen ?? 0n), row.fen ?? 0n);
}

function isHandedIn(state: string): boolean {
  return state === 'ACCEPTED' || state === 'SUBMITTED';
}

function nextId(rows: readonly ModelRow[]): string {
  return String(rows.length + 1);
}

function pick<Thing>(things: readonly Thing[], which: number): Thing | undefined {
  return things[which % Math.max(1, things.length)];
}

/** Writes a ledger in the place of the one before. The triggers that keep its figures are on; it has no shares, so those that look at them are out. */
export async function writeLedger(platform: Platform, { funds, projects, places, partners }: Stage, rows: readonly ModelRow[]): Promise<void> {
  const run = platform.rows;
  const json = (value: unknown) => sql`${JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? inner.toString() : inner))}::jsonb`;
  await run(sql`truncate contribution, contribution_part, contribution_set_place, contribution_line, confirmation, confirmation_line, waiting_item, fund, project,
    impact_money, impact_in_kind, impact_reach, impact_reach_count,
    past.impact_money, past.impact_in_kind, past.impact_reach, past.impact_reach_count cascade`);
  await run(sql`
    insert into fund (id, programme, name_zh, partner_id, place_id, opened_on)
    select id, programme, '资金池' || id, ${partners[0]?.id}::bigint, place_id, '2012-01-01'
    from jsonb_to_recordset(${json(funds.map(({ place, ...fund }) => ({ ...fund, place_id: place?.id ?? null })))}) as fund (id bigint, programme text, place_id bigint)`);
  await run(sql`
    insert into project (id, programme, name_zh, lead_partner_id, sector_code, status, place_mode, place_id)
    select id, programme, '项目' || id, ${partners[0]?.id}::bigint, '31120', 'APPROVED', 'SHARED', place_id
    from jsonb_to_recordset(${json(projects.map(({ place, ...project }) => ({ ...project, place_id: place?.id ?? places[0]?.id })))}) as project (id bigint, programme text, place_id bigint)`);
  const records = rows.map((row) => ({
    ...row,
    partner: row.partner.id,
    through: row.through?.id ?? null,
    occurredOn: `${row.year}-06-01`,
    placeMode: row.set.length > 0 ? 'SET' : 'SHARED',
    state: isInTotals(row) ? 'SUBMITTED' : row.state,
  }));
  await run(sql`
    insert into contribution (id, original_id, corrects_id, correction_reason, voids, partner_id, through_id, programme, fund_id, project_id, parent_id,
      from_fund_id, ancestor_ids, flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live, recorded_for, precedes_confirmations)
    select id, "originalId", "correctsId", case when "correctsId" is not null then '更正' end, voids, partner, through, programme, "fundId", "projectId", "parentId",
      "fromFundId", "ancestorIds", "flowClass", stage, form, fen, "occurredOn", "placeMode", state, live, 'partner:' || partner, state = 'ACCEPTED'
    from jsonb_to_recordset(${json(records)}) as row (id bigint, "originalId" bigint, "correctsId" bigint, voids boolean, partner bigint, through bigint,
      programme text, "fundId" bigint, "projectId" bigint, "parentId" bigint, "fromFundId" bigint, "ancestorIds" bigint[], "flowClass" text, stage text, form text,
      fen bigint, "occurredOn" date, "placeMode" text, state text, live boolean)`);
  const parts = rows.flatMap(({ id, parts: own }) =>
    own.map(({ place, sector, fen }, ordinal) => ({ id, ordinal, place: place?.id ?? null, sector, fen })),
  );
  await run(sql`
    insert into contribution_part (contribution_id, ordinal, place_id, sector_code, amount_fen)
    select id, ordinal, place, sector, fen from jsonb_to_recordset(${json(parts)}) as part (id bigint, ordinal smallint, place bigint, sector text, fen bigint)`);
  const members = rows.flatMap(({ id, set }) => set.map((place) => ({ id, place: place.id })));
  await run(sql`
    insert into contribution_set_place (contribution_id, place_id)
    select id, place from jsonb_to_recordset(${json(members)}) as member (id bigint, place bigint)`);
  const lines = rows
    .filter(({ form }) => form !== 'CASH')
    .map(({ id }) => ({ id, quantity: `${Number(id) % 7}.5`, worth: Number(id) % 2 === 0 ? id : null }));
  await run(sql`
    insert into contribution_line (contribution_id, ordinal, item, quantity, unit, unit_value_fen, valuation_basis, value_fen)
    select id, 0, '化肥', quantity, '吨', worth, case when worth is not null then '发票' end, round(quantity * worth)
    from jsonb_to_recordset(${json(lines)}) as line (id bigint, quantity numeric, worth bigint)`);
  // Money is accepted where it was given before it is accepted where it went.
  const inTurn = rows.filter(isInTotals).sort((a, b) => a.ancestorIds.length - b.ancestorIds.length);
  await acceptInTurn(
    run,
    inTurn.map(({ id }) => id),
  );
}

function isInTotals({ state, live, voids }: ModelRow): boolean {
  return state === 'ACCEPTED' && live && !voids;
}

/** Accepts the rows a few at a time, as they would be, with the rollups folded now and then and some of them not at the end. */
async function acceptInTurn(run: Platform['rows'], ids: readonly string[]): Promise<void> {
  const few = Math.max(1, Math.ceil(ids.length / 3));
  for (let start = 0; start < ids.length; start += few) {
    const these = isOneOf(sql`id`, ids.slice(start, start + few), 'bigint');
    await run(sql`
      insert into confirmation (id, contribution_id, original_id, role, amount_fen, confirmed_on)
      select id, id, original_id, 'PROGRAMME_OFFICE', amount_fen, occurred_on from contribution where ${these}`);
    await run(sql`
      insert into confirmation_line (confirmation_id, ordinal, item, quantity, unit)
      select contribution_id, ordinal, item, quantity, unit from contribution_line where ${isOneOf(sql`contribution_id`, ids.slice(start, start + few), 'bigint')}`);
    await run(sql`update contribution set state = 'CONFIRMED', confirmation_id = id where ${these}`);
    await run(sql`update contribution set state = 'ACCEPTED' where ${these}`);
    if ((start + ids.length) % 2 === 0) await run(sql`select impact_fold()`);
  }
}

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

export function filters({ places, partners }: Stage): fc.Arbitrary<ModelFilter> {
  const homes = partners.flatMap(({ home }) => home ?? []);
  const years = fc.tuple(fc.integer({ min: 2015, max: 2021 }), fc.nat(5));
  const several = fc
    .record({
      programme: maybe(fc.constantFrom('EAST_WEST', 'FIXED_POINT')),
      place: maybe(fc.constantFrom(...places)),
      partner: maybe(fc.constantFrom(...partners)),
      partnerKinds: maybe(fc.subarray(['EASTERN_PROVINCE', 'EASTERN_DISTRICT', 'ENTERPRISE'])),
      partnerHome: maybe(fc.constantFrom(...homes)),
      flowClasses: maybe(fc.subarray(CLASSES)),
      sector: maybe(fc.constantFrom(...SECTORS)),
      years: maybe(years),
      keep: fc.nat(6),
    })
    .map(({ years: between, keep, ...conditions }) => {
      // A few conditions at a time, because all together nothing is left.
      const chosen = Object.entries({ ...conditions, fromYear: between?.[0], toYear: between && between[0] + between[1] }).filter(
        ([, value]) => value !== undefined,
      );
      return Object.fromEntries(chosen.slice(keep % 3, (keep % 3) + 2)) as ModelFilter;
    });
  const ofYears = years.map(([fromYear, more]): ModelFilter => ({ fromYear, toYear: fromYear + more }));
  return fc.oneof({ weight: 3, arbitrary: several }, { weight: 1, arbitrary: ofYears });
}

export const DIMENSION_SETS = fc.subarray([...ALL_DIMENSIONS], { minLength: 1 });
