import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { PEOPLE_CHANNELS } from './people-channels.js';
import { periodOf } from './reduced-date.js';
import type {
  PairingRow,
  PartnerRow,
  PeopleChannelRow,
  PlaceRow,
  PoorCountyRow,
  ProgrammeLevelRow,
  ProgrammeRow,
  PublishedFigureRow,
  SectorRow,
} from './tables.js';

/** The reference files as rows. Ids follow the order of the files, so that the same files always give the same ids. */
export interface Reference {
  readonly programmes: readonly ProgrammeRow[];
  readonly programmeLevels: readonly ProgrammeLevelRow[];
  readonly sectors: readonly SectorRow[];
  readonly places: readonly PlaceRow[];
  readonly poorCounties: readonly PoorCountyRow[];
  readonly peopleChannels: readonly PeopleChannelRow[];
  readonly partners: readonly PartnerRow[];
  readonly partnerIds: ReadonlyMap<string, number>;
  readonly pairings: readonly PairingRow[];
  readonly publishedFigures: readonly PublishedFigureRow[];
}

type Line = Readonly<Record<string, string>>;
type IdOf = (key: string) => number;

/** When the reference was put together; the database's clock would make every copy differ. */
const RECORDED_AT = '2025-01-01T00:00:00+08:00';

/** Where a source was read: at the medium's own site, at a page that repeats it, or nowhere, for want of one. */
const SOURCE_KINDS = ['original_site', 'repost_or_mirror', 'none'];

export function readReference(folder: URL): Reference {
  const lines = (file: string) => parse(readFileSync(new URL(file, folder)), { columns: true, bom: true }) as Line[];

  const places = placeRows(lines('places.csv'));
  const placeId = idBy('place', places, (place) => place.code);
  const partnerLines = lines('partners.csv');
  const partnerIds = new Map(partnerLines.map((line, index) => [text(line, 'key'), index + 1]));
  const partnerId = found('partner', partnerIds);

  return {
    programmes: lines('programmes.csv').map(programmeRow),
    programmeLevels: lines('programme_levels.csv').map(programmeLevelRow),
    sectors: lines('sectors.csv').map(sectorRow),
    places,
    poorCounties: lines('poor_counties.csv').map((line) => poorCountyRow(line, placeId)),
    peopleChannels: PEOPLE_CHANNELS,
    partners: partnerLines.map((line, index) => partnerRow(line, index + 1, homeOf(places, placeId), partnerId)),
    partnerIds,
    pairings: lines('pairings.csv').map((line, index) => pairingRow(line, index + 1, partnerId, placeId)),
    publishedFigures: lines('published_figures.csv').map((line) => publishedFigureRow(line, placeId)),
  };
}

function programmeRow(line: Line): ProgrammeRow {
  return {
    code: text(line, 'code'),
    nameZh: text(line, 'name_zh'),
    nameEn: text(line, 'name_en'),
    descriptionZh: text(line, 'description_zh'),
    descriptionEn: text(line, 'description_en'),
  };
}

function programmeLevelRow(line: Line): ProgrammeLevelRow {
  return {
    programme: text(line, 'programme'),
    partnerKind: text(line, 'partner_kind'),
    placeLevel: text(line, 'place_level'),
  };
}

function sectorRow(line: Line): SectorRow {
  return { code: text(line, 'code'), nameZh: text(line, 'name_zh'), nameEn: text(line, 'name_en') };
}

function placeRows(lines: readonly Line[]): PlaceRow[] {
  const idOfCode = found('place', new Map(lines.map((line, index) => [line.code ?? '', index + 1])));
  return lines.map((line, index) => ({
    id: index + 1,
    code: optional(line, 'code'),
    level: text(line, 'level'),
    nameZh: text(line, 'name_zh'),
    nameEn: optional(line, 'name_en'),
    shortZh: optional(line, 'short_zh'),
    parentId: optionalId(line, 'parent_code', idOfCode),
    validFrom: optional(line, 'valid_from'),
    validTo: optional(line, 'valid_to'),
    replacedById: optionalId(line, 'replaced_by', idOfCode),
    source: optional(line, 'source'),
    synthetic: false,
  }));
}

function poorCountyRow(line: Line, placeId: IdOf): PoorCountyRow {
  return {
    placeId: placeId(text(line, 'code')),
    exitYear: Number(text(line, 'exit_year')),
    evidence: text(line, 'evidence'),
    evidenceNote: optional(line, 'evidence_note'),
    source: text(line, 'source'),
    sourceUrl: sourceUrl(line),
  };
}

function partnerRow(line: Line, id: number, home: (line: Line) => number | null, partnerId: IdOf): PartnerRow {
  return {
    id,
    kind: text(line, 'kind'),
    creditCode: null,
    nameZh: text(line, 'name_zh'),
    nameEn: optional(line, 'name_en'),
    homeId: home(line),
    parentId: optionalId(line, 'parent_key', partnerId),
    source: text(line, 'source'),
    synthetic: false,
    registeredAt: RECORDED_AT,
  };
}

/** A home without a code is a place of that name, and there is one. */
function homeOf(places: readonly PlaceRow[], placeId: IdOf): (line: Line) => number | null {
  const placeNamed = idBy(
    'place',
    places.filter((place) => place.code === null),
    (place) => place.nameZh,
  );
  return (line) => optionalId(line, 'home_place_code', placeId) ?? optionalId(line, 'home_place_name', placeNamed);
}

function pairingRow(line: Line, id: number, partnerId: IdOf, placeId: IdOf): PairingRow {
  return {
    id,
    programme: text(line, 'programme'),
    partnerId: partnerId(text(line, 'partner_key')),
    placeId: placeId(text(line, 'place_code')),
    ...periodOf(optional(line, 'started'), optional(line, 'ended')),
    evidence: text(line, 'evidence'),
    noteZh: optional(line, 'note_zh'),
    source: text(line, 'source'),
    sourceUrl: sourceUrl(line),
    synthetic: false,
    recordedAt: RECORDED_AT,
  };
}

function publishedFigureRow(line: Line, placeId: IdOf): PublishedFigureRow {
  const year = (column: string) => (optional(line, column) === null ? null : Number(line[column]));
  const exactValue = optional(line, 'exact_value');
  return {
    code: text(line, 'code'),
    nameZh: text(line, 'name_zh'),
    nameEn: text(line, 'name_en'),
    value: text(line, 'value'),
    unit: text(line, 'unit'),
    period: text(line, 'period'),
    fromYear: year('period_from_year'),
    toYear: year('period_to_year'),
    scopeZh: text(line, 'scope'),
    noteZh: optional(line, 'note'),
    source: text(line, 'source'),
    measure: optional(line, 'measure'),
    programme: optional(line, 'programme'),
    flowClass: optional(line, 'flow_class'),
    partnerKind: optional(line, 'partner_kind'),
    partnerHomeId: optionalId(line, 'partner_home', placeId),
    placeLevel: optional(line, 'place_level'),
    staffRole: optional(line, 'staff_role'),
    peopleChannel: optional(line, 'people_channel'),
    exactValue: exactValue === null ? null : BigInt(exactValue),
    atLeast: line.at_least === 'true',
  };
}

/** The page of the medium itself. Reposts and mirrors are cited and never linked, so a line that links one is refused. */
function sourceUrl(line: Line): string | null {
  const kind = text(line, 'source_kind');
  const url = optional(line, 'source_url');
  if (!SOURCE_KINDS.includes(kind)) throw new Error(`Expected a source_kind of ${SOURCE_KINDS.join(', ')}, got "${kind}": ${JSON.stringify(line)}`);
  if (url !== null && kind !== 'original_site') throw new Error(`Expected no source_url with source_kind ${kind}, got one: ${JSON.stringify(line)}`);
  return url;
}

function text(line: Line, column: string): string {
  const value = line[column];
  if (!value) throw new Error(`Expected a value in column ${column}, got a line without one: ${JSON.stringify(line)}`);
  return value;
}

function optional(line: Line, column: string): string | null {
  return line[column] || null;
}

function optionalId(line: Line, column: string, idOf: IdOf): number | null {
  const key = optional(line, column);
  return key === null ? null : idOf(key);
}

function idBy<Row extends { id: number }>(noun: string, rows: readonly Row[], keyOf: (row: Row) => string | null): IdOf {
  return found(noun, new Map(rows.map((row) => [keyOf(row) ?? '', row.id])));
}

function found(noun: string, ids: ReadonlyMap<string, number>): IdOf {
  return (key) => {
    const id = ids.get(key);
    if (id === undefined) throw new Error(`Expected a ${noun} in the reference files, got no such one: "${key}"`);
    return id;
  };
}
