import fc from 'fast-check';
import { type Change, EVERYBODY, FLOW_CLASSES, type HistoryModel, type Move, type RowAction, STAGES, TARGETS, type Who } from './history-model.js';

/** What fast-check draws of one step. Which rows there are is not known before it is taken, so it is drawn by how far back they lie. */
export type Draw = ReturnType<typeof drawn> extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const WEIGHTS: readonly (readonly [Move['action'], number])[] = [
  ['logContribution', 5],
  ['submitContribution', 1],
  ['confirmContribution', 4],
  ['confirmContributions', 1],
  ['acceptContribution', 18],
  ['returnContribution', 2],
  ['withdrawContribution', 2],
  ['correctContribution', 5],
  ['closePeriod', 2],
  ['askForCorrection', 2],
  ['agreeCorrection', 7],
  ['refuseCorrection', 1],
  ['sendContributionMessage', 1],
  ['suspendProject', 1],
  ['resumeProject', 1],
];

export const ACTIONS: readonly string[] = WEIGHTS.map(([action]) => action);

function drawn() {
  return fc.record({
    action: fc.oneof(...WEIGHTS.map(([action, weight]) => ({ weight, arbitrary: fc.constant(action) }))),
    by: fc.constantFrom(...EVERYBODY),
    /** Taken by somebody, and on a row, with whom and which it goes well, or breaks a rule, where there are such; else by whom and on what is drawn. */
    aims: fc.oneof(
      { weight: 6, arbitrary: fc.constant('done' as const) },
      { weight: 2, arbitrary: fc.constant('RULE_BROKEN' as const) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    back: fc.nat(3),
    fen: fc.integer({ min: 1, max: 50_000 }),
    /** With the figure, class and stage that fit. */
    isSame: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    target: fc.constantFrom(...TARGETS, 'project' as const, 'giverFund' as const, 'countyFund' as const),
    flowClass: fc.constantFrom(...FLOW_CLASSES),
    stage: fc.constantFrom(...STAGES),
    day: fc.constantFrom('early' as const, 'early' as const, 'late' as const),
    isDraft: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    isOnward: fc.boolean(),
    change: fc.constantFrom('fen' as const, 'fen' as const, 'void' as const, 'day' as const, 'flowClass' as const),
  });
}

const ofLength = (minLength: number, maxLength: number) => fc.array(drawn(), { minLength, maxLength, size: 'max' });

/** Of 3 to 12 steps, more often short. */
export const histories: fc.Arbitrary<Draw[]> = fc.oneof({ weight: 8, arbitrary: ofLength(3, 6) }, { weight: 1, arbitrary: ofLength(7, 12) });

export interface Taken {
  readonly move: Move;
  readonly by: Who;
}

/** What has to come before a step, which a draw means where the step itself goes well with nobody: so histories get somewhere. */
const FIRST: Partial<Record<Move['action'], Move['action']>> = {
  acceptContribution: 'confirmContribution',
  confirmContribution: 'submitContribution',
  agreeCorrection: 'askForCorrection',
  askForCorrection: 'closePeriod',
};

/** The step that a draw means after those that were taken before. */
export function stepOf(draw: Draw, model: HistoryModel): Taken {
  const moves = movesOf(draw, model);
  if (draw.aims !== null) {
    const actors = rotated(EVERYBODY, EVERYBODY.indexOf(draw.by));
    const fitting = moves.flatMap((move) => actors.map((by) => ({ move, by }))).find(({ move, by }) => model.outcomeOf(move, by) === draw.aims);
    const first = FIRST[draw.action];
    if (fitting) return fitting;
    if (first && draw.aims === 'done') return stepOf({ ...draw, action: first }, model);
  }
  const [move] = moves;
  if (!move) throw new Error('Expected a draw to mean something, got nothing');
  return { move, by: draw.by };
}

/** What the draw may mean, first what it means most. */
function movesOf(draw: Draw, model: HistoryModel): readonly Move[] {
  const { action, fen, change } = draw;
  const rows = latestFirst(model.rows.length, draw.back);
  const requests = latestFirst(model.requests.length, draw.back);
  const figureOf = (row: number) => (draw.isSame ? (model.rows[row]?.fen ?? fen) : fen);
  switch (action) {
    case 'closePeriod':
      return [{ action, leaveOut: draw.isSame }];
    case 'suspendProject':
    case 'resumeProject':
      return [{ action }];
    case 'agreeCorrection':
    case 'refuseCorrection':
      return requests.length > 0 ? requests.map((request) => ({ action, request })) : movesOf({ ...draw, action: 'askForCorrection' }, model);
    case 'logContribution':
      return [logged(draw, model)];
    default:
  }
  if (rows.length === 0) return [logged(draw, model)];
  if (action === 'confirmContribution') return rows.map((row) => ({ action, row, fen: figureOf(row) }));
  if (action === 'confirmContributions') return [{ action, items: rows.slice(0, 3).map((row) => ({ row, fen: figureOf(row) })) }];
  if (action === 'correctContribution') return rows.map((row) => ({ action, row, change: changeOf(draw, change) }));
  return rows.map((row) => ({ action: action as RowAction, row }));
}

function logged({ isOnward, isSame, isDraft, back, ...draw }: Draw, model: HistoryModel): Move {
  const { target, flowClass, stage, day, fen } = draw;
  const funded = latestFirst(model.rows.length, back).filter((index) => model.rows[index]?.target.endsWith('Fund') || !isSame);
  const from = isOnward ? (funded[0] ?? null) : null;
  const source = from === null ? undefined : model.rows[from];
  const fitting = source && isSame ? { flowClass: source.flowClass, stage: source.stage, fen: 1 + (fen % Math.max(1, source.fen)) } : {};
  return { action: 'logContribution', logged: { target, flowClass, stage, day, fen, ...fitting, draft: isDraft, from } };
}

function changeOf({ fen, day, flowClass }: Draw, change: Draw['change']): Change {
  return { fen: { fen }, void: { void: true as const }, day: { day }, flowClass: { flowClass } }[change];
}

/** The numbers below one, from one so far from the end backwards. */
function latestFirst(length: number, back: number): readonly number[] {
  const latest = Array.from({ length }, (_, index) => length - 1 - index);
  return rotated(latest, length === 0 ? 0 : back % length);
}

function rotated<Thing>(things: readonly Thing[], by: number): readonly Thing[] {
  return [...things.slice(by), ...things.slice(0, by)];
}
