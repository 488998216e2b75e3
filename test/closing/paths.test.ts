import { beforeAll, describe, expect, test } from '@jest/globals';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import type { Viewer } from '../../src/access/viewer.js';
import { sql } from '../../src/shared/sql.js';
import { brokenChecks } from '../support/checks.js';
import { answerFor, close, consented, openYear } from '../support/closing.js';
import { connectionTo } from '../support/connection.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import { openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

describe.each([
  ['a server', openPlatform],
  ['the embedded database', openEmbeddedPlatform],
])('under the role that the program serves under, on %s,', (_where, opening) => {
  const given = useWorld(() => opening(), 60);
  let row: string;
  let late: string;
  let pooled: string;
  let onward: string;
  let period: string;
  let request: string;
  const viewers: Record<string, Viewer> = {};
  beforeAll(async () => {
    const { platform, world } = given;
    const log = (input: object) =>
      platform.done(world.shanghai, 'logContribution', gift({ project: world.project, occurredOn: '2015-05-01', ...input }));
    const accept = async (input: object) => confirmAndAccept(platform, world.office, await log(input));
    row = keyIn(await accept({}));
    pooled = await accept({ fund: world.fund, project: null });
    onward = keyIn(await confirm(platform, await log({ onwardFrom: pooled, occurredOn: '2018-05-01', amount: '5' })));
    late = keyIn(await confirm(platform, await log({})));
    const opened = await openYear(platform, world, 2015);
    period = keyIn(opened);
    await close(platform, world, opened);
    request = keyIn(await consented(platform, world, await log({})));
    for (const who of ['shanghai', 'county', 'office', 'administrator'] as const) {
      viewers[who] = await viewerOf(platform.database.pool, { authorization: `Bearer ${world[who].token}` });
    }
  }, 60_000);

  const statements: Readonly<Record<string, () => string>> = {
    'takes an accepted row out of what counts': () => `update contribution set live = false where id = ${row}`,
    'gives it another state': () =>
      `update contribution set state = 'RETURNED', live = false, return_reason = 'x', confirmation_id = null where id = ${row}`,
    'takes its confirmation away': () => `update contribution set confirmation_id = null, state = 'SUBMITTED' where id = ${row}`,
    'accepts a late row': () => `update contribution set state = 'ACCEPTED' where id = ${late}`,
    'moves its money on': () => `update contribution set state = 'ACCEPTED' where id = ${onward}`,
    'accepts everything at once': () => `update contribution set state = 'ACCEPTED', live = true where state = 'CONFIRMED'`,
    'changes its amount': () => `update contribution set amount_fen = 1 where id = ${row}`,
    'changes its day': () => `update contribution set occurred_on = '2018-01-01' where id = ${row}`,
    'deletes it': () => `delete from contribution where id = ${row}`,
    'adds a part to it': () => `insert into contribution_part (contribution_id, ordinal, amount_fen) values (${row}, 9, 1)`,
    'adds a line to it': () => `insert into contribution_line (contribution_id, ordinal, item, quantity, unit) values (${row}, 9, 'x', 1, 'x')`,
    'adds a place to it': () => `insert into contribution_set_place (contribution_id, place_id) values (${row}, 1)`,
    'opens the period again': () => `update reporting_period set closed_at = null where id = ${period}`,
    'closes it at another time': () => `update reporting_period set closed_at = now() where id = ${period}`,
    'moves its days': () => `update reporting_period set ends_on = '2014-12-31' where id = ${period}`,
    'deletes the period': () => `delete from reporting_period where id = ${period}`,
    'makes a version of its own': () => `insert into reporting_period_version (period_id, version) values (${period}, 2)`,
    'counts a version': () => `update reporting_period set version = 2 where id = ${period}`,
    'changes a figure': () => 'update reporting_period_figure set gross_fen = 1',
    'opens a period that is closed': () =>
      `insert into reporting_period (programme, code, name_zh, name_en, starts_on, ends_on, due_on, closed_at, version)
       values ('EAST_WEST', '2012', 'x', 'x', '2012-01-01', '2012-12-31', '2012-12-31', now(), 1)`,
    'agrees to a request once more': () => `update correction_request set agreed = true, answered_for = 'programme_office' where id = ${request}`,
    'says that a consent is not used': () => `update correction_request set used_at = null where id = ${request}`,
    'makes a consent last': () => `update correction_request set expires_at = 'infinity' where id = ${request}`,
    'makes a consent be for another row': () => `update correction_request set original_id = ${row} where id = ${request}`,
    'deletes a request': () => 'delete from correction_request',
    'lets go of the waiting': () => 'delete from waiting_item',
  };

  test.each(Object.keys(statements))('nobody %s', async (what) => {
    const { platform } = given;
    const before = await answerFor(platform, 2015);
    for (const [, viewer] of Object.entries(viewers)) {
      const outcome = await sql
        .raw(`${statements[what]?.()} returning 1`)
        .execute(askedBy(platform.database.pool, viewer))
        .then(
          ({ rows }) => rows.length,
          () => 0,
        );
      // Refused, or there is nothing that it is done to.
      expect(outcome).toBe(0);
    }
    expect(await answerFor(platform, 2015)).toEqual(before);
    expect(await brokenChecks(platform.owner, ['closed_periods_stand', 'period_versions_were_agreed', 'requests_wait_for_answers'])).toEqual({});
  });

  test('the guard, and not what the viewer may see, refuses the steps that are the viewer’s', async () => {
    const refused: string[] = [];
    for (const what of ['accepts a late row', 'moves its money on', 'takes an accepted row out of what counts']) {
      await sql
        .raw(statements[what]?.() ?? '')
        .execute(askedBy(given.platform.database.pool, viewers.office as Viewer))
        .catch(({ constraint }) => refused.push(constraint));
    }
    expect(refused).toEqual(['period_closed', 'period_closed', 'period_closed']);
  });

  test('a part that would come after its row is refused, though the connection has the row’s number', async () => {
    const { platform, world } = given;
    await expect(
      platform.database.pool.transaction(async (transaction) => {
        await sql`select set_config('xieshou.role', 'PARTNER', true), set_config('xieshou.organisation', ${`partner:${keyIn(world.shanghaiId)}`}, true),
          set_config('xieshou.partner', ${keyIn(world.shanghaiId)}, true)`.execute(transaction);
        await sql`
          insert into contribution (id, original_id, partner_id, programme, project_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live, recorded_for)
          select id, id, ${keyIn(world.shanghaiId)}::bigint, 'EAST_WEST', ${keyIn(world.project)}::bigint, 'DONATION', 'DISBURSED', 'CASH', 100, '2018-01-01', 'SHARED', 'SUBMITTED', true,
            ${`partner:${keyIn(world.shanghaiId)}`} from nextval('contribution_id_seq') as id`.execute(transaction);
        await sql`insert into contribution_part (contribution_id, ordinal, place_id, amount_fen) select currval('contribution_id_seq'), 0, min(id), 100 from place`.execute(
          transaction,
        );
      }),
    ).rejects.toThrow(/row-level security/);
  });
});

describe('the owner, who migrates,', () => {
  const given = useWorld();

  test('does not change them either, as long as the guards are there', async () => {
    const { platform, world } = given;
    const row = keyIn(
      await confirmAndAccept(
        platform,
        world.office,
        await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, occurredOn: '2015-05-01' })),
      ),
    );
    const opened = await openYear(platform, world, 2015);
    await close(platform, world, opened);
    for (const statement of [
      `update contribution set live = false where id = ${row}`,
      `delete from contribution where id = ${row}`,
      `update reporting_period set closed_at = null`,
      `update reporting_period set ends_on = '2014-12-31'`,
      'update reporting_period set version = 7',
      'delete from reporting_period',
      'delete from reporting_period_version',
      'update reporting_period_figure set net_fen = 0',
    ]) {
      await expect(platform.rows(sql.raw(statement))).rejects.toThrow(/closed|append-only/);
    }
  });

  test('does not close a period within a transaction that sees an old ledger', async () => {
    const { platform, world } = given;
    const period = keyIn(await openYear(platform, world, 2016));
    const client = await connectionTo(platform);
    try {
      await client.query('begin isolation level repeatable read');
      await expect(client.query('update reporting_period set closed_at = now() where id = $1', [period])).rejects.toThrow(/reads what is committed/);
    } finally {
      await client.end();
    }
  });
});
