/**
 * The tables that seeds fill, one row type each: what is left to a column's default, or is generated, is not here.
 *
 * Ids are numbers because the seeds hand them out; amounts are bigint fen. Days are ISO 8601 text, instants with their offset.
 */

/** The SQL type that carries each field of a row; the column has the field's name in snake_case. */
export type ColumnTypes<Row> = { readonly [Field in keyof Row]-?: string };

export interface Table<Row> {
  readonly name: string;
  readonly columns: ColumnTypes<Row>;
}

export interface ProgrammeRow {
  code: string;
  nameZh: string;
  nameEn: string;
  descriptionZh: string;
  descriptionEn: string;
}

export const PROGRAMME: Table<ProgrammeRow> = {
  name: 'programme',
  columns: { code: 'text', nameZh: 'text', nameEn: 'text', descriptionZh: 'text', descriptionEn: 'text' },
};

export interface ProgrammeLevelRow {
  programme: string;
  partnerKind: string;
  placeLevel: string;
}

export const PROGRAMME_LEVEL: Table<ProgrammeLevelRow> = {
  name: 'programme_level',
  columns: { programme: 'text', partnerKind: 'text', placeLevel: 'text' },
};

export interface SectorRow {
  code: string;
  nameZh: string;
  nameEn: string;
}

export const SECTOR: Table<SectorRow> = { name: 'sector', columns: { code: 'text', nameZh: 'text', nameEn: 'text' } };

export interface PlaceRow {
  id: number;
  code: string | null;
  level: string;
  nameZh: string;
  nameEn: string | null;
  shortZh: string | null;
  parentId: number | null;
  validFrom: string | null;
  validTo: string | null;
  replacedById: number | null;
  source: string | null;
  synthetic: boolean;
}

export const PLACE: Table<PlaceRow> = {
  name: 'place',
  columns: {
    id: 'bigint',
    code: 'text',
    level: 'text',
    nameZh: 'text',
    nameEn: 'text',
    shortZh: 'text',
    parentId: 'bigint',
    validFrom: 'date',
    validTo: 'date',
    replacedById: 'bigint',
    source: 'text',
    synthetic: 'boolean',
  },
};

export interface PoorCountyRow {
  placeId: number;
  exitYear: number;
  evidence: string;
  evidenceNote: string | null;
  source: string;
  sourceUrl: string | null;
}

export const POOR_COUNTY: Table<PoorCountyRow> = {
  name: 'poor_county',
  columns: {
    placeId: 'bigint',
    exitYear: 'smallint',
    evidence: 'text',
    evidenceNote: 'text',
    source: 'text',
    sourceUrl: 'text',
  },
};

export interface PeopleChannelRow {
  code: string;
  nameZh: string;
  nameEn: string;
  noteZh: string | null;
  noteEn: string | null;
}

export const PEOPLE_CHANNEL: Table<PeopleChannelRow> = {
  name: 'people_channel',
  columns: { code: 'text', nameZh: 'text', nameEn: 'text', noteZh: 'text', noteEn: 'text' },
};

export interface PartnerRow {
  id: number;
  kind: string;
  creditCode: string | null;
  nameZh: string;
  nameEn: string | null;
  homeId: number | null;
  parentId: number | null;
  source: string | null;
  synthetic: boolean;
  registeredAt: string;
}

export const PARTNER: Table<PartnerRow> = {
  name: 'partner',
  columns: {
    id: 'bigint',
    kind: 'text',
    creditCode: 'text',
    nameZh: 'text',
    nameEn: 'text',
    homeId: 'bigint',
    parentId: 'bigint',
    source: 'text',
    synthetic: 'boolean',
    registeredAt: 'timestamptz',
  },
};

export interface PairingRow {
  id: number;
  programme: string;
  partnerId: number;
  placeId: number;
  startedOn: string | null;
  endedOn: string | null;
  datePrecision: 'DAY' | 'MONTH' | 'YEAR' | 'UNKNOWN';
  evidence: string;
  noteZh: string | null;
  source: string | null;
  sourceUrl: string | null;
  synthetic: boolean;
  recordedAt: string;
}

export const PAIRING: Table<PairingRow> = {
  name: 'pairing',
  columns: {
    id: 'bigint',
    programme: 'text',
    partnerId: 'bigint',
    placeId: 'bigint',
    startedOn: 'date',
    endedOn: 'date',
    datePrecision: 'text',
    evidence: 'text',
    noteZh: 'text',
    source: 'text',
    sourceUrl: 'text',
    synthetic: 'boolean',
    recordedAt: 'timestamptz',
  },
};

export interface PublishedFigureRow {
  code: string;
  nameZh: string;
  nameEn: string;
  value: string;
  unit: string;
  period: string;
  fromYear: number | null;
  toYear: number | null;
  scopeZh: string;
  noteZh: string | null;
  source: string;
  measure: string | null;
  programme: string | null;
  flowClass: string | null;
  partnerKind: string | null;
  partnerHomeId: number | null;
  placeLevel: string | null;
  staffRole: string | null;
  peopleChannel: string | null;
  exactValue: bigint | null;
  atLeast: boolean;
}

export const PUBLISHED_FIGURE: Table<PublishedFigureRow> = {
  name: 'published_figure',
  columns: {
    code: 'text',
    nameZh: 'text',
    nameEn: 'text',
    value: 'numeric',
    unit: 'text',
    period: 'text',
    fromYear: 'smallint',
    toYear: 'smallint',
    scopeZh: 'text',
    noteZh: 'text',
    source: 'text',
    measure: 'text',
    programme: 'text',
    flowClass: 'text',
    partnerKind: 'text',
    partnerHomeId: 'bigint',
    placeLevel: 'text',
    staffRole: 'text',
    peopleChannel: 'text',
    exactValue: 'bigint',
    atLeast: 'boolean',
  },
};

export interface FundRow {
  id: number;
  programme: string;
  nameZh: string;
  nameEn: string;
  partnerId: number | null;
  placeId: number | null;
  openedOn: string;
  synthetic: boolean;
  recordedAt: string;
}

export const FUND: Table<FundRow> = {
  name: 'fund',
  columns: {
    id: 'bigint',
    programme: 'text',
    nameZh: 'text',
    nameEn: 'text',
    partnerId: 'bigint',
    placeId: 'bigint',
    openedOn: 'date',
    synthetic: 'boolean',
    recordedAt: 'timestamptz',
  },
};

export interface ProjectRow {
  id: number;
  programme: string;
  nameZh: string;
  nameEn: string;
  leadPartnerId: number;
  sectorCode: string;
  status: 'APPROVED' | 'UNDER_WAY' | 'COMPLETED';
  placeMode: PlaceMode;
  placeId: number;
  plannedStartOn: string;
  plannedEndOn: string;
  actualStartOn: string | null;
  actualEndOn: string | null;
  budgetFen: bigint | null;
  synthetic: boolean;
  recordedAt: string;
}

export type PlaceMode = 'SHARED' | 'SET';

export const PROJECT: Table<ProjectRow> = {
  name: 'project',
  columns: {
    id: 'bigint',
    programme: 'text',
    nameZh: 'text',
    nameEn: 'text',
    leadPartnerId: 'bigint',
    sectorCode: 'text',
    status: 'text',
    placeMode: 'text',
    placeId: 'bigint',
    plannedStartOn: 'date',
    plannedEndOn: 'date',
    actualStartOn: 'date',
    actualEndOn: 'date',
    budgetFen: 'bigint',
    synthetic: 'boolean',
    recordedAt: 'timestamptz',
  },
};

export interface ProjectPlaceRow {
  projectId: number;
  placeId: number;
  ordinal: number;
  shareParts: number | null;
  shareWhole: number | null;
}

export const PROJECT_PLACE: Table<ProjectPlaceRow> = {
  name: 'project_place',
  columns: { projectId: 'bigint', placeId: 'bigint', ordinal: 'smallint', shareParts: 'bigint', shareWhole: 'bigint' },
};

export interface ProjectPairingRow {
  projectId: number;
  pairingId: number;
}

export const PROJECT_PAIRING: Table<ProjectPairingRow> = {
  name: 'project_pairing',
  columns: { projectId: 'bigint', pairingId: 'bigint' },
};

export type FlowClass = 'FISCAL' | 'DONATION' | 'INVESTMENT' | 'UNSPECIFIED';
export type Stage = 'PLEDGED' | 'COMMITTED' | 'DISBURSED';
export type Form = 'CASH' | 'GOODS' | 'STAFF' | 'TRAINING' | 'JOBS';

export interface ContributionRow {
  id: number;
  originalId: number;
  correctsId: number | null;
  correctionReason: string | null;
  partnerId: number;
  throughId: number | null;
  programme: string;
  pairingId: number | null;
  fundId: number | null;
  projectId: number | null;
  parentId: number | null;
  fromFundId: number | null;
  ancestorIds: readonly number[];
  flowClass: FlowClass;
  stage: Stage;
  form: Form;
  amountFen: bigint | null;
  valuedFen: bigint | null;
  occurredOn: string;
  placeMode: PlaceMode;
  note: string | null;
  state: 'SUBMITTED' | 'CONFIRMED' | 'DISPUTED' | 'ACCEPTED' | 'RETURNED';
  returnReason: string | null;
  live: boolean;
  confirmationId: number | null;
  precedesConfirmations: boolean;
  synthetic: boolean;
  recordedAt: string;
  recordedFor: string;
}

export const CONTRIBUTION: Table<ContributionRow> = {
  name: 'contribution',
  columns: {
    id: 'bigint',
    originalId: 'bigint',
    correctsId: 'bigint',
    correctionReason: 'text',
    partnerId: 'bigint',
    throughId: 'bigint',
    programme: 'text',
    pairingId: 'bigint',
    fundId: 'bigint',
    projectId: 'bigint',
    parentId: 'bigint',
    fromFundId: 'bigint',
    ancestorIds: 'bigint[]',
    flowClass: 'text',
    stage: 'text',
    form: 'text',
    amountFen: 'bigint',
    valuedFen: 'bigint',
    occurredOn: 'date',
    placeMode: 'text',
    note: 'text',
    state: 'text',
    returnReason: 'text',
    live: 'boolean',
    confirmationId: 'bigint',
    precedesConfirmations: 'boolean',
    synthetic: 'boolean',
    recordedAt: 'timestamptz',
    recordedFor: 'text',
  },
};

export interface ContributionPartRow {
  contributionId: number;
  ordinal: number;
  placeId: number | null;
  sectorCode: string | null;
  amountFen: bigint | null;
  placeParts: number;
  placeWhole: number;
  sectorParts: number;
  sectorWhole: number;
}

export const CONTRIBUTION_PART: Table<ContributionPartRow> = {
  name: 'contribution_part',
  columns: {
    contributionId: 'bigint',
    ordinal: 'smallint',
    placeId: 'bigint',
    sectorCode: 'text',
    amountFen: 'bigint',
    placeParts: 'bigint',
    placeWhole: 'bigint',
    sectorParts: 'bigint',
    sectorWhole: 'bigint',
  },
};

export interface ContributionSetPlaceRow {
  contributionId: number;
  placeId: number;
}

export const CONTRIBUTION_SET_PLACE: Table<ContributionSetPlaceRow> = {
  name: 'contribution_set_place',
  columns: { contributionId: 'bigint', placeId: 'bigint' },
};

export type StaffRole = 'HOOKUP_CADRE' | 'FIRST_SECRETARY' | 'RESIDENT_TEAM';

export interface ContributionLineRow {
  contributionId: number;
  ordinal: number;
  item: string;
  quantity: string;
  unit: string;
  staffRole: StaffRole | null;
  unitValueFen: bigint | null;
  valuationBasis: string | null;
  valueFen: bigint | null;
}

export const CONTRIBUTION_LINE: Table<ContributionLineRow> = {
  name: 'contribution_line',
  columns: {
    contributionId: 'bigint',
    ordinal: 'smallint',
    item: 'text',
    quantity: 'numeric',
    unit: 'text',
    staffRole: 'text',
    unitValueFen: 'bigint',
    valuationBasis: 'text',
    valueFen: 'bigint',
  },
};

export interface ConfirmationRow {
  id: number;
  contributionId: number;
  originalId: number;
  role: 'PLACE';
  placeId: number | null;
  amountFen: bigint;
  confirmedOn: string;
  synthetic: boolean;
  recordedAt: string;
}

export const CONFIRMATION: Table<ConfirmationRow> = {
  name: 'confirmation',
  columns: {
    id: 'bigint',
    contributionId: 'bigint',
    originalId: 'bigint',
    role: 'text',
    placeId: 'bigint',
    amountFen: 'bigint',
    confirmedOn: 'date',
    synthetic: 'boolean',
    recordedAt: 'timestamptz',
  },
};

export interface ContributionMessageRow {
  id: number;
  contributionId: number;
  originalId: number;
  role: 'PLACE';
  placeId: number | null;
  body: string;
  synthetic: boolean;
  recordedAt: string;
}

export const CONTRIBUTION_MESSAGE: Table<ContributionMessageRow> = {
  name: 'contribution_message',
  columns: {
    id: 'bigint',
    contributionId: 'bigint',
    originalId: 'bigint',
    role: 'text',
    placeId: 'bigint',
    body: 'text',
    synthetic: 'boolean',
    recordedAt: 'timestamptz',
  },
};

export interface PeopleCountRow {
  id: number;
  channel: string;
  programme: string;
  flowClass: FlowClass | null;
  partnerId: number | null;
  projectId: number | null;
  placeId: number;
  year: number | null;
  unit: 'PEOPLE';
  people: number;
  synthetic: boolean;
}

export const PEOPLE_COUNT: Table<PeopleCountRow> = {
  name: 'people_count',
  columns: {
    id: 'bigint',
    channel: 'text',
    programme: 'text',
    flowClass: 'text',
    partnerId: 'bigint',
    projectId: 'bigint',
    placeId: 'bigint',
    year: 'smallint',
    unit: 'text',
    people: 'bigint',
    synthetic: 'boolean',
  },
};

export interface ReportingPeriodRow {
  id: number;
  programme: string;
  code: string;
  nameZh: string;
  nameEn: string;
  startsOn: string;
  endsOn: string;
  dueOn: string;
  reportsOwed: boolean;
  closedAt: string | null;
  synthetic: boolean;
  recordedAt: string;
}

/** The database fixes the figures of one that comes closed, so it comes after its contributions. */
export const REPORTING_PERIOD: Table<ReportingPeriodRow> = {
  name: 'reporting_period',
  columns: {
    id: 'bigint',
    programme: 'text',
    code: 'text',
    nameZh: 'text',
    nameEn: 'text',
    startsOn: 'date',
    endsOn: 'date',
    dueOn: 'date',
    reportsOwed: 'boolean',
    closedAt: 'timestamptz',
    synthetic: 'boolean',
    recordedAt: 'timestamptz',
  },
};

export interface CorrectionRequestRow {
  id: number;
  contributionId: number;
  reason: string;
  askedFor: string;
  role: 'PARTNER';
  partnerId: number;
  synthetic: boolean;
  recordedAt: string;
}

export const CORRECTION_REQUEST: Table<CorrectionRequestRow> = {
  name: 'correction_request',
  columns: {
    id: 'bigint',
    contributionId: 'bigint',
    reason: 'text',
    askedFor: 'text',
    role: 'text',
    partnerId: 'bigint',
    synthetic: 'boolean',
    recordedAt: 'timestamptz',
  },
};
