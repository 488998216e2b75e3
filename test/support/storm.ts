import { Random } from '../../seeds/demo/random.js';
import { type Answer, codeOf } from './answer.js';
import type { Account, Platform } from './platform.js';
import { COUNTY, OTHER_COUNTY, SECTOR, type World } from './world.js';

/** What came of a storm: how often each action went well, and how often it was refused with which code. */
export type Tally = Record<string, number>;

interface Things {
  readonly contributions: Contribution[];
  readonly projects: string[];
  readonly funds: string[];
  readonly pairings: string[];
}

/** A row, with whoever recorded it, whether its money is in a fund, and whether it corrects another one. */
interface Contribution {
  readonly id: string;
  readonly giver: Account;
  readonly inFund: boolean;
  readonly corrects?: boolean;
  /** What it says, as far as it is known without asking. */
  readonly amount?: string;
  readonly lines?: readonly object[];
}

const CLASSES = ['FISCAL', 'FISCAL', 'FISCAL', 'DONATION'];
const STAGES = ['DISBURSED', 'DISBURSED', 'DISBURSED', 'PLEDGED'];

/** Many clients who write whatever comes to their minds, each the next thing as soon as the last was answered. */
export async function storm(
  platform: Platform,
  world: World,
  { clients, writes, seed }: { clients: number; writes: number; seed: number },
): Promise<Tally> {
  const things: Things = { contributions: [], projects: [world.project], funds: [world.fund, world.countyFund], pairings: [world.pairing] };
  const tally: Tally = {};
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      const random = new Random(seed, `client ${client}`);
      for (let count = 0; count < writes; count += 1) {
        const { as, action, input } = whim(random, world, things);
        const answer = await platform.write(as, action, input);
        keep(things, { as, action, input }, answer);
        const outcome = `${action} ${codeOf(answer) ?? 'done'}`;
        tally[outcome] = (tally[outcome] ?? 0) + 1;
      }
    }),
  );
  return tally;
}

interface Whim {
  readonly as: Account;
  readonly action: string;
  readonly input: object;
}

/** Most whims concern what was written last, because that is where two clients meet. */
function recent<Thing>(random: Random, things: readonly Thing[]): Thing {
  const from = random.percent(70) ? Math.max(0, things.length - 12) : 0;
  return random.pick(things.slice(from));
}

function whim(random: Random, world: World, things: Things): Whim {
  const givers = [world.shanghai, world.shanghai, world.county];
  const reviewer = random.pick([world.office, world.otherOffice, world.county, world.province, world.shanghai]);
  const receiver = random.pick([world.county, world.county, world.prefecture, world.shanghai, world.office]);
  const giver = things.contributions.length > 0 ? random.pick([...givers, recent(random, things.contributions).giver]) : world.shanghai;
  const oneOf = (rows: readonly Contribution[]) => (rows.length > 0 ? recent(random, rows).id : world.project);
  const any = () => (things.contributions.length > 0 ? recent(random, things.contributions) : { id: world.project, giver, inFund: false });
  const one = () => oneOf(things.contributions);
  const own = () => oneOf(random.percent(90) ? things.contributions.filter((row) => row.giver === giver) : things.contributions);
  const money = () => oneOf(random.percent(90) ? things.contributions.filter(({ inFund }) => inFund) : things.contributions);
  const ownCorrection = () => oneOf(things.contributions.filter((row) => row.corrects && row.giver === giver).slice(-6));
  const correctionOfAny = () => oneOf(things.contributions.filter(({ corrects }) => corrects).slice(-6));
  const choices: readonly (readonly [() => Whim, number])[] = [
    [() => ({ as: giver, action: 'logContribution', input: logged(random, things) }), 30],
    [
      () => ({
        as: giver,
        action: 'logContribution',
        input: { ...logged(random, things), onwardFrom: money(), flowClass: 'FISCAL', stage: 'DISBURSED' },
      }),
      40,
    ],
    [() => ({ as: giver, action: 'correctContribution', input: correction(random, own()) }), 40],
    [() => ({ as: giver, action: 'submitContribution', input: { contribution: own() } }), 30],
    [() => ({ as: giver, action: 'withdrawContribution', input: { contribution: own() } }), 15],
    [() => ({ as: receiver, action: 'confirmContribution', input: confirmation(random, any()) }), 90],
    [() => ({ as: reviewer, action: 'acceptContribution', input: { contribution: one() } }), 70],
    [() => ({ as: reviewer, action: 'returnContribution', input: { contribution: one(), reason: '请核对' } }), 20],
    [() => ({ as: random.pick([giver, reviewer]), action: 'sendContributionMessage', input: { contribution: one(), body: '请核对' } }), 5],
    // Corrections of corrections, sent back and forth: chains grow where few rows are chosen often.
    [() => ({ as: giver, action: 'correctContribution', input: correction(random, ownCorrection()) }), 20],
    [() => ({ as: world.office, action: 'returnContribution', input: { contribution: correctionOfAny(), reason: '请核对' } }), 25],
    [() => ({ as: giver, action: 'submitContribution', input: { contribution: ownCorrection() } }), 25],
    [() => ({ as: giver, action: 'withdrawContribution', input: { contribution: ownCorrection() } }), 8],
    [() => ({ as: world.shanghai, action: 'proposeProject', input: proposal(random) }), 3],
    [() => ({ as: world.office, action: 'approveProject', input: { project: recent(random, things.projects) } }), 5],
    [() => ({ as: world.guangdong, action: 'agreePairing', input: agreement(random) }), 4],
    [() => ({ as: world.office, action: 'endPairing', input: ending(random, recent(random, things.pairings)) }), 6],
  ];
  return random.pickWeighted(choices)();
}

function logged(random: Random, { projects, funds }: Things): object {
  const toFund = random.percent(50);
  const inKind = random.percent(10);
  return {
    ...(toFund ? { fund: recent(random, funds) } : { project: recent(random, projects) }),
    flowClass: random.pick(CLASSES),
    stage: random.pick(STAGES),
    occurredOn: day(random),
    ...(inKind ? { form: 'GOODS', lines: [{ item: '化肥', quantity: '2.5', unit: '吨' }] } : { amount: yuan(random) }),
    ...(random.percent(10)
      ? {
          sectors: [
            { sector: SECTOR, share: '2/7' },
            { sector: '11120', share: '5/7' },
          ],
        }
      : {}),
    ...(random.percent(25) ? { draft: true } : {}),
  };
}

function correction(random: Random, contribution: string): object {
  const change = random.pick([{ amount: yuan(random) }, { amount: yuan(random) }, { void: true }, { occurredOn: day(random) }, { note: '更正备注' }]);
  return { contribution, reason: '更正', ...change };
}

/** Often what was logged, because that is often the same. */
function confirmation(random: Random, { id, amount, lines }: Contribution): object {
  const figure = amount === undefined ? { lines: random.percent(80) ? lines : [] } : { amount: random.percent(70) ? amount : yuan(random) };
  return { contribution: id, confirmedOn: day(random), ...figure };
}

function proposal(random: Random): object {
  const places = random.pick([
    [{ place: COUNTY }],
    [
      { place: COUNTY, share: '1/3' },
      { place: OTHER_COUNTY, share: '2/3' },
    ],
    [
      { place: COUNTY, share: '33.33%' },
      { place: '530124', share: '33.33%' },
      { place: OTHER_COUNTY, share: '33.34%' },
    ],
  ]);
  return { programme: 'EAST_WEST', nameZh: `试验项目 ${random.below(1e6)}`, sector: SECTOR, places };
}

function agreement(random: Random): object {
  const year = random.between(2010, 2020);
  return { programme: 'EAST_WEST', place: OTHER_COUNTY, startedOn: `${year}-01-01`, endedOn: `${year + 1}-06-30` };
}

function ending(random: Random, pairing: string): object {
  return { pairing, endedOn: `${random.between(2021, 2030)}-${10 + random.below(3)}-15`, reason: '期满' };
}

function day(random: Random): string {
  return `${random.between(2019, 2021)}-0${random.between(1, 9)}-1${random.below(9)}`;
}

function yuan(random: Random): string {
  return `${random.between(0, 99)}.${random.between(10, 99)}`;
}

function keep(things: Things, { as, action, input }: Whim, answer: Answer): void {
  const [payload] = Object.values((answer.data ?? {}) as Record<string, Record<string, { id: string }> | null>);
  const id = payload && Object.values(payload)[0]?.id;
  if (!id) return;
  const figure = input as { readonly amount?: string; readonly lines?: readonly object[] };
  const says = { amount: figure.amount, lines: figure.lines };
  if (action === 'logContribution') things.contributions.push({ id, giver: as, inFund: 'fund' in input, ...says });
  if (action === 'correctContribution') things.contributions.push({ id, giver: as, inFund: false, corrects: true, ...says });
  if (action === 'proposeProject') things.projects.push(id);
  if (action === 'agreePairing') things.pairings.push(id);
}
