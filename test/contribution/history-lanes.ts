import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { type Answer, codeOf, dataOf } from '../support/answer.js';
import type { Account, Platform } from '../support/platform.js';
import { registerPartner, SECTOR } from '../support/world.js';
import type { Day, Figures, HistoryModel, Move, Outcome, Target, Told, Who } from './history-model.js';

export const PROGRAMME = 'SOCIAL_DONATION';

/** A county with everybody and everything that one history after the other is played with. Nobody else writes there. */
export interface Lane {
  readonly accounts: Readonly<Record<Who, Account | undefined>>;
  readonly county: string;
  readonly partners: Readonly<Record<'giver' | 'stranger', string>>;
  readonly targets: Readonly<Record<Target, object>>;
  readonly project: string;
  /** What the public is told by now of each partner of it: `1952 giver county FISCAL PLEDGED`. */
  readonly told: Map<string, { net: number; gross: number }>;
}

/** As many lanes as there are counties with a village. */
export async function openLanes(platform: Platform, howMany: number): Promise<Lane[]> {
  const { account, rows, done } = platform;
  await rows(sql`update programme set notice_days = 0`);
  const shared = {
    office: await account('PROGRAMME_OFFICE'),
    otherOffice: await account('PROGRAMME_OFFICE'),
    auditor: await account('AUDITOR'),
    administrator: await account('ADMINISTRATOR'),
    public: undefined,
  };
  const places = await rows<{ village: string; county: string; prefecture: string; code: string }>(sql`
    select min(village.id)::text as village, county.id::text as county, county.prefecture_id::text as prefecture, county.code
    from place village join place county on county.id = village.county_id and county.valid_to is null
    where village.level = 'VILLAGE' group by county.id order by county.id limit ${howMany}`);
  if (places.length < howMany) throw new Error(`Expected ${howMany} counties with a village, got ${places.length}`);
  const lanes: Lane[] = [];
  for (const [index, { village, county, prefecture, code }] of places.entries()) {
    const neighbour = places[(index + 1) % places.length]?.county ?? '';
    const giver = await registerPartner(platform, shared.office, { kind: 'ENTERPRISE', nameZh: `帮扶公司 ${code}` });
    const stranger = await registerPartner(platform, shared.office, { kind: 'ENTERPRISE', nameZh: `其他公司 ${code}` });
    const accounts = {
      ...shared,
      giver: giver.account,
      stranger: stranger.account,
      village: await account('PLACE', { placeId: village }),
      county: await account('PLACE', { placeId: county }),
      neighbour: await account('PLACE', { placeId: neighbour }),
      prefecture: await account('PLACE', { placeId: prefecture }),
    };
    const propose = () =>
      done(giver.account, 'proposeProject', {
        programme: PROGRAMME,
        nameZh: '项目',
        sector: SECTOR,
        places: [{ place: encodeId('Place', village) }],
      });
    const openFund = (as: Account) => done(as, 'openFund', { programme: PROGRAMME, nameZh: '资金池', openedOn: '1949-10-01' });
    const project = await done(shared.office, 'approveProject', { project: await propose() });
    lanes.push({
      accounts,
      county: code,
      partners: { giver: giver.id, stranger: stranger.id },
      project,
      targets: {
        project: { project },
        proposal: { project: await propose() },
        giverFund: { fund: await openFund(accounts.giver) },
        countyFund: { fund: await openFund(accounts.county) },
      },
      told: new Map(),
    });
  }
  return lanes;
}

/** What a history is played with: its lane, the two days that are its own, and the ids of what it has made so far. */
export interface Play {
  readonly lane: Lane;
  readonly year: number;
  readonly days: Readonly<Record<Day, string>>;
  readonly rows: string[];
  readonly requests: string[];
  period: string | null;
}

const FIRST_YEAR = 1952;
const YEARS = 36;

/** The early day of the `nth` history is no other's, so that it can be a period of its own. */
export function playOf(lane: Lane, nth: number): Play {
  const year = FIRST_YEAR + 2 * (nth % YEARS);
  const early = new Date(Date.UTC(year, 0, 1 + Math.floor(nth / YEARS))).toISOString().slice(0, 10);
  return { lane, year, days: { early, late: `${year + 1}-06-01` }, rows: [], requests: [], period: null };
}

/** Takes the step through the API, and keeps the id of what it made. */
export async function taken(platform: Platform, play: Play, { move, by }: { move: Move; by: Who }): Promise<Told> {
  const { lane } = play;
  const as = lane.accounts[by];
  const { action } = move;
  if (move.action === 'closePeriod') play.period ??= await openPeriod(platform, play);
  if (move.action === 'confirmContributions') return confirmedAll(platform, as, inputOf(play, move) as readonly object[]);
  const answer = await platform.write(as, action, inputOf(play, move));
  const id = madeBy(answer);
  if (id !== null && (action === 'logContribution' || action === 'correctContribution')) play.rows.push(id);
  if (id !== null && action === 'askForCorrection') play.requests.push(id);
  return { outcome: outcomeOf(answer) };
}

function outcomeOf(answer: Answer): Outcome {
  return (codeOf(answer) ?? 'done') as Outcome;
}

function madeBy({ data }: Answer): string | null {
  const [payload] = Object.values((data ?? {}) as Record<string, Record<string, { id: string }> | null>);
  return payload ? (Object.values(payload)[0]?.id ?? null) : null;
}

async function confirmedAll({ ask }: Platform, as: Account | undefined, input: readonly object[]): Promise<Told> {
  const answer = await ask(
    'mutation ($input: [ConfirmContributionInput!]!, $key: String!) { confirmContributions(input: $input, idempotencyKey: $key) { outcomes { contribution { id } refusal { code } } } }',
    { as, variables: { input, key: crypto.randomUUID() } },
  );
  if (codeOf(answer) !== null) return { outcome: outcomeOf(answer) };
  const outcomes = dataOf(answer).confirmContributions.outcomes as { refusal: { code: Outcome } | null }[];
  return { outcome: 'done', items: outcomes.map(({ refusal }) => refusal?.code ?? 'done') };
}

function openPeriod({ done }: Platform, { lane, year, days: { early } }: Play): Promise<string> {
  const ordinal = (Date.parse(early) - Date.UTC(year, 0, 1)) / 86_400_000;
  return done(lane.accounts.office as Account, 'openPeriod', {
    programme: PROGRAMME,
    code: `${year}-D${ordinal}`,
    nameZh: early,
    nameEn: early,
    startsOn: early,
    endsOn: early,
    dueOn: early,
  });
}

function inputOf({ lane, days, rows, requests, period }: Play, move: Move): object {
  const confirmation = ({ row, fen }: { row: number; fen: number }) => ({ contribution: rows[row], confirmedOn: days.late, amount: yuan(fen) });
  switch (move.action) {
    case 'logContribution': {
      const { target, flowClass, stage, day, fen, draft, from } = move.logged;
      const onward = from === null ? {} : { onwardFrom: rows[from] };
      return { ...lane.targets[target], flowClass, stage, occurredOn: days[day], amount: yuan(fen), draft, ...onward };
    }
    case 'correctContribution': {
      const { change } = move;
      const right = 'fen' in change ? { amount: yuan(change.fen) } : 'day' in change ? { occurredOn: days[change.day] } : change;
      return { contribution: rows[move.row], reason: '更正', ...right };
    }
    case 'confirmContribution':
      return confirmation(move);
    case 'confirmContributions':
      return move.items.map(confirmation);
    case 'agreeCorrection':
    case 'refuseCorrection':
      return { request: requests[move.request], reason: '不同意' };
    case 'closePeriod':
      return { period, leaveOut: move.leaveOut };
    case 'suspendProject':
    case 'resumeProject':
      return { project: lane.project, reason: '停工' };
    case 'sendContributionMessage':
      return { contribution: rows[move.row], body: '请核对' };
    default:
      return { contribution: rows[move.row], reason: '请核对' };
  }
}

function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

const MONEY = 'money { flowClass stage net { fen } gross { fen } }';
const CELLS = `breakdown(by: [COUNTY, YEAR], first: 50) { nodes { county { code } year ${MONEY} } }`;
const SCOPE = `programme: ${PROGRAMME}, fromYear: $from, toYear: $to`;
/** One text for all histories, so that it is compiled once. */
const TOLD = `query ($from: Int!, $to: Int!, $giver: ID!, $stranger: ID!, $county: ID!) {
  giver: impact(filter: { ${SCOPE}, partner: $giver }) { ${CELLS} }
  stranger: impact(filter: { ${SCOPE}, partner: $stranger }) { ${CELLS} }
  county: impact(filter: { ${SCOPE}, place: $county }) { ${MONEY} }
}`;

/** What the public is told of the partners of a lane in the two years of a history, and of its county. */
export async function toldOf({ read }: Platform, { lane, year }: Play): Promise<Record<string, unknown>> {
  const variables = { from: year, to: year + 1, ...lane.partners, county: lane.county };
  const { giver, stranger, county } = await read(TOLD, { variables });
  const told: Record<string, { net: number; gross: number }> = {};
  for (const [partner, { breakdown }] of Object.entries({ giver, stranger })) {
    for (const { county: at, year: of, money: sums } of breakdown.nodes) {
      const where = at === null ? 'nowhere' : at.code === lane.county ? 'county' : at.code;
      for (const sum of sums) add(told, [of, partner, where, sum.flowClass, sum.stage].join(' '), fenOf(sum));
    }
  }
  const inCounty: Record<string, { net: number; gross: number }> = {};
  for (const sum of county.money) add(inCounty, `${sum.flowClass} ${sum.stage}`, fenOf(sum));
  return { partners: withoutNothing(told), county: withoutNothing(inCounty) };
}

/** Keeps what a history adds to what its lane is told of, when it has ended. */
export function keepTold({ lane, year }: Play, model: HistoryModel): void {
  for (const [key, sum] of Object.entries(model.totals())) {
    const [partner, where, flowClass, stage, day] = key.split(' ');
    const told = [day === 'early' ? year : year + 1, partner, where, flowClass, stage].join(' ');
    const { net, gross } = lane.told.get(told) ?? { net: 0, gross: 0 };
    lane.told.set(told, { net: net + sum.net, gross: gross + sum.gross });
  }
}

/** The same as the model has it, with what earlier histories of the lane left in these years. */
export function expectedOf({ lane, year }: Play): Record<string, unknown> {
  const partners: Record<string, { net: number; gross: number }> = {};
  const county: Record<string, { net: number; gross: number }> = {};
  for (const [key, sum] of lane.told) {
    const [of, , where, ...kind] = key.split(' ');
    if (Number(of) !== year && Number(of) !== year + 1) continue;
    add(partners, key, sum);
    if (where === 'county') add(county, kind.join(' '), sum);
  }
  return { partners: withoutNothing(partners), county: withoutNothing(county) };
}

type Sums = Record<string, { net: number; gross: number }>;

function add(sums: Sums, key: string, { net, gross }: { net: number; gross: number }): void {
  const before = sums[key] ?? { net: 0, gross: 0 };
  sums[key] = { net: before.net + net, gross: before.gross + gross };
}

function withoutNothing(sums: Sums): Sums {
  return Object.fromEntries(Object.entries(sums).filter(([, { net, gross }]) => net !== 0 || gross !== 0));
}

function fenOf({ net, gross }: { net: { fen: string }; gross: { fen: string } }): { net: number; gross: number } {
  return { net: Number(net.fen), gross: Number(gross.fen) };
}

/** What every class and stage of the programme adds up to in all lanes, as the public is told and as they left it. */
export async function toldInAll({ read }: Platform, lanes: readonly Lane[]): Promise<{ told: Sums; expected: Sums }> {
  const { impact } = await read(`{ impact(filter: { programme: ${PROGRAMME} }) { ${MONEY} } }`);
  const [told, expected]: [Sums, Sums] = [{}, {}];
  for (const sum of impact.money) add(told, `${sum.flowClass} ${sum.stage}`, fenOf(sum));
  for (const { told: left } of lanes) for (const [key, sum] of left) add(expected, key.split(' ').slice(3).join(' '), sum);
  return { told: withoutNothing(told), expected: withoutNothing(expected) };
}

/** What the versions of the history's closed period say to the public, from the first on; none while it is open. */
export async function versionsOf({ read }: Platform, { period }: Play): Promise<Figures[]> {
  if (period === null) return [];
  const { node } = await read(
    `query ($id: ID!) { node(id: $id) { ... on ReportingPeriod { versions(first: 100) { nodes {
      version figures { flowClass stage form rows gross { fen } net { fen } } } } } } }`,
    { variables: { id: period } },
  );
  const versions = node.versions.nodes as {
    version: number;
    figures: { flowClass: string; stage: string; rows: number; gross: { fen: string }; net: { fen: string } }[];
  }[];
  return versions
    .sort((a, b) => a.version - b.version)
    .map(({ figures }) =>
      Object.fromEntries(figures.map(({ flowClass, stage, rows, ...sum }) => [`${flowClass} ${stage}`, { rows, ...swapped(fenOf(sum)) }])),
    );
}

const swapped = ({ net, gross }: { net: number; gross: number }) => ({ gross, net });

/** Which rows each kind of viewer is shown, and which it should be. */
export async function seenBy(
  { read }: Platform,
  { lane, rows }: Play,
  model: HistoryModel,
  who: Who,
): Promise<{ seen: boolean[]; expected: boolean[] }> {
  const { nodes } = await read('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { as: lane.accounts[who], variables: { ids: rows } });
  return { seen: nodes.map((node: unknown) => node !== null), expected: rows.map((_, index) => model.sees(who, index)) };
}

/** Puts back what a history leaves behind that the next one in its lane would stumble over. */
export async function leave({ done }: Platform, { lane }: Play, { isSuspended }: HistoryModel): Promise<void> {
  if (isSuspended) await done(lane.accounts.office as Account, 'resumeProject', { project: lane.project });
}
