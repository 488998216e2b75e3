// The life of a contribution once more in plain TypeScript, over rows in memory: who may do what when, and what the public is told of it.
// It shares no code with src.

/** Who acts. The giver leads the project, which lies in the village; the county is the village's, the prefecture the county's. */
export const ACTORS = {
  giver: 'PARTNER',
  stranger: 'PARTNER',
  village: 'PLACE',
  county: 'PLACE',
  neighbour: 'PLACE',
  prefecture: 'PLACE',
  office: 'PROGRAMME_OFFICE',
  otherOffice: 'PROGRAMME_OFFICE',
  auditor: 'AUDITOR',
  administrator: 'ADMINISTRATOR',
  public: 'PUBLIC',
} as const;

export type Who = keyof typeof ACTORS;

export const EVERYBODY = Object.keys(ACTORS) as Who[];

/** The giver's project, another one that nobody has approved, the giver's fund, and the county's. */
export const TARGETS = ['project', 'proposal', 'giverFund', 'countyFund'] as const;
export type Target = (typeof TARGETS)[number];

/** A day of the history's own period, which may be closed, and one of the year after it, in no period. */
export type Day = 'early' | 'late';

export const FLOW_CLASSES = ['FISCAL', 'DONATION'] as const;
export const STAGES = ['PLEDGED', 'COMMITTED', 'DISBURSED'] as const;

/** What the API may answer: done, or refused with a code. */
export type Outcome = 'done' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'RULE_BROKEN' | 'BAD_USER_INPUT';

export type State = 'DRAFT' | 'SUBMITTED' | 'CONFIRMED' | 'DISPUTED' | 'ACCEPTED' | 'RETURNED' | 'WITHDRAWN';

/** A row by its number in the history. */
export interface Row {
  readonly original: number;
  readonly corrects: number | null;
  /** The first row of the chain that its money comes from. */
  readonly parent: number | null;
  readonly recorder: Who;
  readonly partner: 'giver' | 'stranger';
  readonly target: Target;
  readonly flowClass: (typeof FLOW_CLASSES)[number];
  readonly stage: (typeof STAGES)[number];
  readonly day: Day;
  readonly fen: number;
  readonly voids: boolean;
  state: State;
  live: boolean;
  said: { readonly fen: number; readonly by: Who } | null;
}

interface Request {
  readonly original: number;
  readonly row: number;
  readonly by: Who;
  agreed: boolean | null;
  used: boolean;
}

export type Logged = Pick<Row, 'target' | 'flowClass' | 'stage' | 'day' | 'fen'> & { readonly draft: boolean; readonly from: number | null };
export type Change = { readonly fen: number } | { readonly void: true } | { readonly day: Day } | { readonly flowClass: Row['flowClass'] };

/** One step, with rows and requests by their numbers. */
export type Move =
  | { readonly action: 'logContribution'; readonly logged: Logged }
  | { readonly action: 'correctContribution'; readonly row: number; readonly change: Change }
  | { readonly action: 'confirmContribution'; readonly row: number; readonly fen: number }
  | { readonly action: 'confirmContributions'; readonly items: readonly { readonly row: number; readonly fen: number }[] }
  | { readonly action: 'agreeCorrection' | 'refuseCorrection'; readonly request: number }
  | { readonly action: 'closePeriod'; readonly leaveOut: boolean }
  | { readonly action: 'suspendProject' | 'resumeProject' }
  | { readonly action: RowAction; readonly row: number };

export type RowAction =
  | 'submitContribution'
  | 'withdrawContribution'
  | 'acceptContribution'
  | 'returnContribution'
  | 'sendContributionMessage'
  | 'askForCorrection';

/** What accepted rows of a period add up to, by class and stage. */
export type Figures = Readonly<Record<string, { readonly rows: number; readonly gross: number; readonly net: number }>>;

/** What is told of a move: its outcome, and for a list of confirmations that of each. */
export interface Told {
  readonly outcome: Outcome;
  readonly items?: readonly Outcome[];
}

interface Verdict {
  readonly outcome: Outcome;
  readonly effect?: () => void;
}

const MAY: Readonly<Record<Move['action'], readonly string[]>> = {
  logContribution: ['PARTNER', 'PLACE'],
  submitContribution: ['PARTNER', 'PLACE'],
  withdrawContribution: ['PARTNER', 'PLACE'],
  correctContribution: ['PARTNER', 'PLACE'],
  askForCorrection: ['PARTNER', 'PLACE'],
  confirmContribution: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
  confirmContributions: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
  sendContributionMessage: ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE'],
  acceptContribution: ['PLACE', 'PROGRAMME_OFFICE'],
  returnContribution: ['PLACE', 'PROGRAMME_OFFICE'],
  agreeCorrection: ['PLACE', 'PROGRAMME_OFFICE'],
  refuseCorrection: ['PLACE', 'PROGRAMME_OFFICE'],
  suspendProject: ['PLACE', 'PROGRAMME_OFFICE'],
  resumeProject: ['PLACE', 'PROGRAMME_OFFICE'],
  closePeriod: ['PROGRAMME_OFFICE'],
};

const IN_REVIEW: readonly State[] = ['SUBMITTED', 'CONFIRMED', 'DISPUTED'];
const HANDED_IN: readonly State[] = [...IN_REVIEW, 'ACCEPTED'];

/** The places one inside the other. */
const NESTED: readonly Who[] = ['village', 'county', 'prefecture'];
const holds = (outer: Who, inner: Who) => NESTED.includes(outer) && NESTED.indexOf(outer) >= NESTED.indexOf(inner);

const refused = (outcome: Outcome): Verdict => ({ outcome });
const done = (effect: () => void): Verdict => ({ outcome: 'done', effect });

export class HistoryModel {
  readonly rows: Row[] = [];
  readonly requests: Request[] = [];
  /** What the versions of its period say, once it is closed. */
  readonly versions: Figures[] = [];
  isSuspended = false;

  /** Takes the step, and says what the API has to answer. */
  take(move: Move, by: Who): Told {
    if (move.action === 'confirmContributions') {
      const refusal = refusalByRole(move.action, by);
      if (refusal) return { outcome: refusal };
      const items = move.items.map(({ row, fen }) => this.take({ action: 'confirmContribution', row, fen }, by).outcome);
      return { outcome: 'done', items };
    }
    const { outcome, effect } = this.#judged(move, by);
    effect?.();
    return { outcome };
  }

  /** What the API would answer. */
  outcomeOf(move: Move, by: Who): Outcome {
    return move.action === 'confirmContributions' ? (refusalByRole(move.action, by) ?? 'done') : this.#judged(move, by).outcome;
  }

  /** Whether a row is shown to somebody. */
  sees(by: Who, index: number): boolean {
    const row = this.#row(index);
    return row.recorder === by || row.state === 'ACCEPTED' || (row.state !== 'DRAFT' && row.state !== 'WITHDRAWN' && this.#isInvolved(by, row));
  }

  /** What the public is told: net and gross fen by partner, whether it is in the county, class, stage and day. What is nothing is left out. */
  totals(): Record<string, { net: number; gross: number }> {
    const sums: Record<string, { net: number; gross: number }> = {};
    const add = (row: Row, day: Day, net: number, gross: number) => {
      const key = [row.partner, row.target === 'giverFund' ? 'nowhere' : 'county', row.flowClass, row.stage, day].join(' ');
      const before = sums[key] ?? { net: 0, gross: 0 };
      sums[key] = { net: before.net + net, gross: before.gross + gross };
    };
    for (const row of this.#counted()) {
      const movedOn = this.#counted().filter(({ parent }) => parent === row.original);
      add(row, row.day, 0, row.fen);
      // Each fen counts once: where it has come to, on the day it was given.
      add(row, this.#givenOn(row), row.fen - movedOn.reduce((sum, { fen }) => sum + fen, 0), 0);
    }
    return Object.fromEntries(Object.entries(sums).filter(([, { net, gross }]) => net !== 0 || gross !== 0));
  }

  #judged(move: Move, by: Who): Verdict {
    const refusal = refusalByRole(move.action, by);
    if (refusal) return refused(refusal);
    switch (move.action) {
      case 'logContribution':
        return this.#log(move.logged, by);
      case 'correctContribution':
        return this.#correct(move.row, move.change, by);
      case 'confirmContribution':
        return this.#confirm(move.row, move.fen, by);
      case 'agreeCorrection':
      case 'refuseCorrection':
        return this.#answer(move.request, move.action === 'agreeCorrection', by);
      case 'closePeriod':
        return this.#close(move.leaveOut);
      case 'suspendProject':
      case 'resumeProject':
        return this.#hold(move.action === 'suspendProject', by);
      case 'confirmContributions':
        throw new Error('A list is judged item by item');
      default:
        return this.#step(move.action, move.row, by);
    }
  }

  #log({ from, draft, ...logged }: Logged, by: Who): Verdict {
    let source: Row | null = null;
    if (from !== null) {
      source = this.#liveOf(this.#row(from).original);
      if (!this.sees(by, from) || source === null) return refused('NOT_FOUND');
    } else if (ACTORS[by] === 'PLACE') return refused('BAD_USER_INPUT');
    if (!this.#seesTarget(by, logged.target)) return refused('NOT_FOUND');
    if (source !== null && !this.#holdsFund(by, source.target)) return refused('FORBIDDEN');
    const partner = source?.partner ?? (by as Row['partner']);
    const takesNothing = logged.target === 'project' && this.isSuspended;
    if (takesNothing || this.#breaksRules({ ...logged, partner }, source, null)) return refused('RULE_BROKEN');
    return done(() => {
      const original = this.rows.length;
      const state = draft ? 'DRAFT' : 'SUBMITTED';
      const parent = source?.original ?? null;
      this.rows.push({ ...logged, original, corrects: null, parent, recorder: by, partner, voids: false, state, live: !draft, said: null });
    });
  }

  /** What a row must keep to, when it is logged and when it is corrected; the chain that is corrected does not stand in its own way. */
  #breaksRules(row: Pick<Row, 'target' | 'flowClass' | 'stage' | 'day' | 'fen' | 'partner'>, source: Row | null, corrected: number | null): boolean {
    const isForProject = row.target === 'project' || row.target === 'proposal';
    if (isForProject && row.partner !== 'giver' && source?.target !== 'countyFund') return true;
    if (row.fen === 0) return true;
    if (source === null) return false;
    return (
      isBefore(row.day, source.day) ||
      row.target === source.target ||
      row.flowClass !== source.flowClass ||
      row.stage !== source.stage ||
      row.fen > source.fen - this.#movedOn(source.original, corrected)
    );
  }

  #correct(index: number, change: Change, by: Who): Verdict {
    const row = this.#row(index);
    if (!this.sees(by, index)) return refused('NOT_FOUND');
    const source = row.parent === null ? null : this.#liveOf(row.parent);
    if (row.parent !== null && (source === null || !this.sees(by, this.rows.indexOf(source)))) return refused('NOT_FOUND');
    if (!this.#seesTarget(by, row.target)) return refused('NOT_FOUND');
    if (row.recorder !== by) return refused('FORBIDDEN');
    if (![...HANDED_IN, 'RETURNED'].includes(row.state)) return refused('CONFLICT');
    const right = { ...row, ...('void' in change ? {} : change) };
    const fen = 'void' in change ? 0 : right.fen;
    const isBesideLive = !row.live && this.#liveOf(row.original) !== null;
    if (
      this.#breaksRules(right, source, row.original) ||
      this.#correctionOf(index) !== null ||
      isBesideLive ||
      (row.state === 'ACCEPTED' && this.#needsConsent(index)) ||
      this.#movedOn(row.original) > fen ||
      this.#movedOnUnlike(row.original, right)
    )
      return refused('RULE_BROKEN');
    return done(() => {
      const waits = row.state === 'ACCEPTED';
      if (!waits) for (const other of this.#chain(row.original)) other.live = false;
      const said = waits ? null : row.said;
      const state = said === null ? 'SUBMITTED' : said.fen === fen ? 'CONFIRMED' : 'DISPUTED';
      this.rows.push({ ...right, fen, voids: 'void' in change, corrects: index, state, live: !waits, said });
    });
  }

  #confirm(index: number, fen: number, by: Who): Verdict {
    const row = this.#row(index);
    if (!this.sees(by, index)) return refused('NOT_FOUND');
    if (!this.#confirms(by, row)) return refused('FORBIDDEN');
    if (!IN_REVIEW.includes(row.state)) return refused('CONFLICT');
    if (this.#hasOpenCorrection(index)) return refused('RULE_BROKEN');
    return done(() => {
      row.said = { fen, by };
      row.state = fen === row.fen ? 'CONFIRMED' : 'DISPUTED';
    });
  }

  #step(action: RowAction, index: number, by: Who): Verdict {
    const row = this.#row(index);
    if (!this.sees(by, index)) return refused('NOT_FOUND');
    const { from, isTheirs, breaksRules, effect } = this.#steps(index, row, by)[action];
    if (!isTheirs) return refused('FORBIDDEN');
    if (!from.includes(row.state)) return refused('CONFLICT');
    return breaksRules() ? refused('RULE_BROKEN') : done(effect);
  }

  #steps(
    index: number,
    row: Row,
    by: Who,
  ): Record<RowAction, { from: readonly State[]; isTheirs: boolean; breaksRules: () => boolean; effect: () => void }> {
    const corrected = row.corrects === null ? null : this.#row(row.corrects);
    const givesBack = row.live && corrected !== null && IN_REVIEW.includes(corrected.state);
    const setAside = (state: State) => () => {
      Object.assign(row, { state, live: false, said: null });
      if (givesBack && corrected) corrected.live = true;
    };
    const hasMovedOn = () => {
      const stays = givesBack && corrected && !this.#movedOnUnlike(row.original, corrected) ? corrected.fen : 0;
      return this.#hasOpenCorrection(index) || (row.live && this.#movedOn(row.original) > stays);
    };
    const isBaseless = () => {
      const live = this.#liveOf(row.original);
      const restsOn = live === null || live === row || live === corrected;
      return this.#hasOpenCorrection(index) || !restsOn || corrected?.state === 'WITHDRAWN' || this.#isUncovered(row);
    };
    return {
      submitContribution: {
        from: ['DRAFT', 'RETURNED'],
        isTheirs: row.recorder === by,
        breaksRules: () => isBaseless() || (corrected === null && row.target === 'project' && this.isSuspended),
        effect: () => {
          row.state = 'SUBMITTED';
          if (corrected?.state !== 'ACCEPTED') this.#takesPlace(row);
        },
      },
      withdrawContribution: {
        from: ['DRAFT', ...IN_REVIEW, 'RETURNED'],
        isTheirs: row.recorder === by,
        breaksRules: hasMovedOn,
        effect: setAside('WITHDRAWN'),
      },
      returnContribution: { from: IN_REVIEW, isTheirs: decides(by, row), breaksRules: hasMovedOn, effect: setAside('RETURNED') },
      acceptContribution: {
        from: ['CONFIRMED'],
        isTheirs: decides(by, row),
        breaksRules: () =>
          row.said?.by === by ||
          isBaseless() ||
          row.target === 'proposal' ||
          (row.parent !== null && this.#liveOf(row.parent)?.state !== 'ACCEPTED') ||
          this.#needsConsent(index),
        effect: () => {
          const isLate = this.#changesClosed(row);
          row.state = 'ACCEPTED';
          this.#takesPlace(row);
          if (!isLate) return;
          const consent = this.#consent(row.original);
          if (consent) consent.used = true;
          this.versions.push(this.#figures());
        },
      },
      sendContributionMessage: {
        from: [...HANDED_IN, 'RETURNED'],
        isTheirs: row.recorder === by || (row.state !== 'WITHDRAWN' && this.#isInvolved(by, row)),
        breaksRules: () => false,
        effect: () => undefined,
      },
      askForCorrection: {
        from: [...HANDED_IN, 'RETURNED'],
        isTheirs: this.#confirms(by, row) || row.recorder === by || row.partner === by,
        breaksRules: () =>
          (row.state === 'ACCEPTED' && !row.live) ||
          this.#hasOpenCorrection(index) ||
          !this.#needsConsent(index) ||
          this.requests.some(({ original, agreed }) => original === row.original && agreed === null),
        effect: () => void this.requests.push({ original: row.original, row: index, by, agreed: null, used: false }),
      },
    };
  }

  #answer(index: number, agreed: boolean, by: Who): Verdict {
    const request = this.requests[index];
    if (!request) throw new Error(`Expected a request, got none at ${index}`);
    const row = this.#row(request.row);
    if (row.recorder !== by && !this.#isInvolved(by, row)) return refused('NOT_FOUND');
    // One level above those who decide, and above whoever asks; the province and above is the office's here.
    const isPrefectures = row.target !== 'giverFund' && row.recorder !== 'county' && request.by !== 'prefecture';
    if (ACTORS[by] !== 'PROGRAMME_OFFICE' && !(by === 'prefecture' && isPrefectures)) return refused('FORBIDDEN');
    if (request.agreed !== null) return refused('CONFLICT');
    return done(() => {
      request.agreed = agreed;
    });
  }

  #close(leaveOut: boolean): Verdict {
    if (this.versions.length > 0) return refused('CONFLICT');
    const isOpen = ({ day, state }: Row, index: number) =>
      day === 'early' && [...IN_REVIEW, 'RETURNED'].includes(state) && !this.#hasOpenCorrection(index);
    if (!leaveOut && this.rows.some(isOpen)) return refused('RULE_BROKEN');
    return done(() => void this.versions.push(this.#figures()));
  }

  #hold(suspends: boolean, by: Who): Verdict {
    if (ACTORS[by] !== 'PROGRAMME_OFFICE' && by !== 'county' && by !== 'prefecture') return refused('FORBIDDEN');
    if (this.isSuspended === suspends) return refused(suspends ? 'RULE_BROKEN' : 'CONFLICT');
    return done(() => {
      this.isSuspended = suspends;
    });
  }

  #row(index: number): Row {
    const row = this.rows[index];
    if (!row) throw new Error(`Expected a row, got none at ${index}`);
    return row;
  }

  #chain(original: number): Row[] {
    return this.rows.filter((row) => row.original === original);
  }

  #liveOf(original: number): Row | null {
    return this.#chain(original).find(({ live }) => live) ?? null;
  }

  #takesPlace(row: Row): void {
    for (const other of this.#chain(row.original)) other.live = other === row;
  }

  #correctionOf(index: number): Row | null {
    return this.rows.find(({ corrects, state }) => corrects === index && state !== 'WITHDRAWN') ?? null;
  }

  #hasOpenCorrection(index: number): boolean {
    const correction = this.#correctionOf(index);
    return correction !== null && HANDED_IN.includes(correction.state);
  }

  #children(original: number): Row[] {
    return this.rows.filter(({ parent, live }) => parent === original && live);
  }

  #movedOn(original: number, without: number | null = null): number {
    return this.#children(original)
      .filter((child) => child.original !== without)
      .reduce((sum, { fen }) => sum + fen, 0);
  }

  /** Something moved on that has another class, or moved on before this day. */
  #movedOnUnlike(original: number, { flowClass, stage, day }: Pick<Row, 'flowClass' | 'stage' | 'day'>): boolean {
    return this.#children(original).some((child) => child.flowClass !== flowClass || child.stage !== stage || isBefore(child.day, day));
  }

  /** What it comes from does not cover it, or it does not cover what moved on. */
  #isUncovered(row: Row): boolean {
    if (this.#movedOnUnlike(row.original, row) || this.#movedOn(row.original) > row.fen) return true;
    if (row.parent === null) return false;
    const source = this.#liveOf(row.parent);
    if (source === null) return row.fen > 0;
    const rest = source.fen - this.#movedOn(row.parent, row.original);
    return source.flowClass !== row.flowClass || source.stage !== row.stage || isBefore(row.day, source.day) || row.fen > rest;
  }

  #seesTarget(by: Who, target: Target): boolean {
    return target !== 'proposal' || by === 'giver' || holds(by, 'village') || ACTORS[by] === 'PROGRAMME_OFFICE';
  }

  #holdsFund(by: Who, target: Target | null): boolean {
    return target === 'giverFund' ? by === 'giver' : target === 'countyFund' && holds(by, 'county');
  }

  /** Has a hand in what is handed in, or looks on. */
  #isInvolved(by: Who, row: Row): boolean {
    if (['PROGRAMME_OFFICE', 'AUDITOR', 'ADMINISTRATOR'].includes(ACTORS[by])) return true;
    const from = row.parent === null ? null : this.#row(row.parent).target;
    const place = placeOf(row.target);
    return row.partner === by || this.#holdsFund(by, row.target) || this.#holdsFund(by, from) || (place !== null && holds(by, place));
  }

  /** The receiving side: whoever holds the fund, the place of the project, or the partner whose money a place passed on; else the office. */
  #confirms(by: Who, row: Row): boolean {
    if (row.recorder === by) return false;
    const isFromPlace = ACTORS[row.recorder] === 'PLACE';
    if (row.target === 'countyFund' && row.recorder !== 'county') return holds(by, 'county');
    if (row.target === 'giverFund' && row.recorder !== 'giver' && row.partner !== 'giver') return by === 'giver';
    const place = placeOf(row.target);
    if (placeOf(row.target) === 'village' && !isFromPlace && place !== null) return holds(by, place);
    return isFromPlace ? by === row.partner : ACTORS[by] === 'PROGRAMME_OFFICE';
  }

  /** Its own day lies in the closed period, that of the row whose place it takes, or one on which its money was given. */
  #touchesClosed(index: number): boolean {
    const row = this.#row(index);
    const days = [row.day, this.#liveOf(row.original)?.day, ...this.#daysBefore(row)];
    return this.versions.length > 0 && days.includes('early');
  }

  /** The days of the rows that its money comes from. */
  #daysBefore({ parent }: Row): (Day | undefined)[] {
    return parent === null ? [] : [this.#liveOf(parent)?.day, ...this.#daysBefore(this.#row(parent))];
  }

  /** Accepting it changes the closed period: what it was given from is changed only by what counts, so not by what takes nothing back from nothing. */
  #changesClosed(row: Row): boolean {
    const replaced = this.#liveOf(row.original);
    const accepted = replaced !== row && replaced?.state === 'ACCEPTED' ? [row, replaced] : [row];
    const counts = accepted.some(({ voids }) => !voids);
    const days = [...accepted.map(({ day }) => day), ...(counts ? this.#daysBefore(row) : [])];
    return this.versions.length > 0 && days.includes('early');
  }

  #consent(original: number): Request | undefined {
    return this.requests.find((request) => request.original === original && request.agreed && !request.used);
  }

  #needsConsent(index: number): boolean {
    return this.#touchesClosed(index) && this.#consent(this.#row(index).original) === undefined;
  }

  #counted(): Row[] {
    return this.rows.filter(({ live, state, voids }) => live && state === 'ACCEPTED' && !voids);
  }

  #givenOn(row: Row): Day {
    let given = row;
    while (given.parent !== null) given = this.#liveOf(given.parent) ?? this.#row(given.parent);
    return given.day;
  }

  #figures(): Figures {
    const figures: Record<string, { rows: number; gross: number; net: number }> = {};
    for (const { day, flowClass, stage, fen, parent } of this.#counted()) {
      if (day !== 'early') continue;
      const before = figures[`${flowClass} ${stage}`] ?? { rows: 0, gross: 0, net: 0 };
      figures[`${flowClass} ${stage}`] = { rows: before.rows + 1, gross: before.gross + fen, net: before.net + (parent === null ? fen : 0) };
    }
    return figures;
  }
}

function refusalByRole(action: Move['action'], by: Who): Outcome | null {
  if (by === 'public') return 'UNAUTHENTICATED';
  return MAY[action].includes(ACTORS[by]) ? null : 'FORBIDDEN';
}

function placeOf(target: Target): Who | null {
  if (target === 'giverFund') return null;
  return target === 'countyFund' ? 'county' : 'village';
}

/** The office, or a county or above around all its places; nobody what is its own. */
function decides(by: Who, row: Row): boolean {
  if (row.recorder === by) return false;
  return ACTORS[by] === 'PROGRAMME_OFFICE' || ((by === 'county' || by === 'prefecture') && placeOf(row.target) !== null);
}

function isBefore(day: Day, other: Day): boolean {
  return day === 'early' && other === 'late';
}
