import { expect } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { brokenChecks } from '../support/checks.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { openTouchedChecks, type TouchedChecks } from '../support/touched-checks.js';
import { keyIn } from '../support/world.js';
import { type Draw, stepOf } from './history-draws.js';
import {
  expectedOf,
  keepTold,
  type Lane,
  leave,
  openLanes,
  type Play,
  playOf,
  seenBy,
  taken,
  toldInAll,
  toldOf,
  versionsOf,
} from './history-lanes.js';
import { EVERYBODY, HistoryModel } from './history-model.js';

/** Before which rounds the server looks at how many rows there are by now. */
const ANALYZED_BEFORE = [3, 20, 60, 120];

interface Ended {
  readonly play: Play;
  readonly model: HistoryModel;
}

/** A database in which rounds of histories are played one after the other. */
export class Stage {
  #rounds = 0;

  private constructor(
    private readonly platform: Platform,
    private readonly lanes: readonly Lane[],
    private readonly checks: TouchedChecks,
    /** How often each step had which outcome. */
    private readonly tally: Map<string, number>,
  ) {}

  static async open(howMany: number, tally: Map<string, number>): Promise<Stage> {
    const platform = await openPlatform();
    // Plans are made once for each connection and not for each of its first five calls, which is most of the calls here.
    await platform.rows(sql`do $$ begin execute format('alter database %I set plan_cache_mode = force_generic_plan', current_database()); end $$`);
    return new Stage(platform, await openLanes(platform, howMany), await openTouchedChecks(platform), tally);
  }

  async close(): Promise<void> {
    await this.checks.close();
    await this.platform.close();
  }

  get rounds(): number {
    return this.#rounds;
  }

  /** Plays as many histories at once as there are lanes, or fewer, and looks at what they left before anything else is done. */
  async play(round: readonly (readonly Draw[])[]): Promise<void> {
    // What autovacuum does now and then: without it the server goes on planning for tables that are empty.
    if (ANALYZED_BEFORE.includes(this.#rounds)) await this.platform.rows(sql`analyze`);
    const nth = this.#rounds * this.lanes.length;
    this.#rounds += 1;
    const playing = round.map(async (draws, index) => {
      const ended = await this.#played(playOf(this.lanes[index] as Lane, nth + index), draws);
      await this.#expectTold(ended, this.#rounds + index);
      return ended;
    });
    // All are waited for, so that nothing runs on when one of them has failed.
    await Promise.allSettled(playing);
    const ended = await Promise.all(playing);
    await this.#expectRows(ended);
    expect(await this.checks.broken(touchedBy(ended))).toEqual({});
    const { told, expected } = await toldInAll(this.platform, this.lanes);
    expect(told).toEqual(expected);
  }

  /** All checks over everything. */
  async expectSoundBooks(): Promise<void> {
    expect(await brokenChecks(this.platform.owner)).toEqual({});
  }

  /** One history, step by step, each answered as the model says. */
  async #played(play: Play, draws: readonly Draw[]): Promise<Ended> {
    const model = new HistoryModel();
    for (const draw of draws) {
      const { move, by } = stepOf(draw, model);
      const told = await taken(this.platform, play, { move, by });
      const expected = model.take(move, by);
      this.#count(`${move.action} ${told.outcome}`);
      expect([by, move, told]).toEqual([by, move, expected]);
    }
    await leave(this.platform, play, model);
    return { play, model };
  }

  #count(outcome: string): void {
    this.tally.set(outcome, (this.tally.get(outcome) ?? 0) + 1);
  }

  /** The public is told what the model adds up to, a closed period says what it said in all its versions, and a viewer sees which rows it should. */
  async #expectTold({ play, model }: Ended, nth: number): Promise<void> {
    keepTold(play, model);
    expect(await toldOf(this.platform, play)).toEqual(expectedOf(play));
    expect(await versionsOf(this.platform, play)).toEqual(model.versions);
    // Another kind of viewer for each history, the public among them.
    const who = EVERYBODY[nth % EVERYBODY.length];
    if (!who || play.rows.length === 0) return;
    const { seen, expected } = await seenBy(this.platform, play, model, who);
    expect([who, seen]).toEqual([who, expected]);
  }

  /** The rows are as the model has them. */
  async #expectRows(ended: readonly Ended[]): Promise<void> {
    const ids = ended.flatMap(({ play }) => play.rows.map(keyIn));
    const rows = await this.platform.rows<{ id: string; state: string; live: boolean; fen: string; said: string | null }>(sql`
      select given.id::text as id, given.state, given.live, given.amount_fen::text as fen, said.amount_fen::text as said
      from contribution given left join confirmation said on said.id = given.confirmation_id
      where given.id = any(${sql.val(ids)}::bigint[]) order by given.id`);
    const expected = ended.flatMap(({ play, model }) =>
      model.rows.map(({ state, live, fen, said }, index) => ({
        id: keyIn(play.rows[index] ?? ''),
        state,
        live,
        fen: String(fen),
        said: said === null ? null : String(said.fen),
      })),
    );
    expect(rows).toEqual(expected.sort((a, b) => Number(a.id) - Number(b.id)));
  }
}

function touchedBy(ended: readonly Ended[]): { chains: string[]; periods: string[] } {
  return {
    chains: ended.flatMap(({ play, model }) => play.rows.filter((_, index) => model.rows[index]?.original === index).map(keyIn)),
    periods: ended.flatMap(({ play: { period } }) => (period === null ? [] : [keyIn(period)])),
  };
}

/** The steps of a history as the model understands them. */
export function inWords(draws: readonly Draw[]): string {
  const model = new HistoryModel();
  const words = draws.map((draw) => {
    const { move, by } = stepOf(draw, model);
    const { action, ...rest } = move;
    return `${by} ${action} ${JSON.stringify(rest)}: ${JSON.stringify(model.take(move, by))}`;
  });
  return words.join('\n');
}
