import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { newKey, sealEverything } from '../history/sealed.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

const given = useWorld();

describe('whoever writes, the database itself keeps', () => {
  test.each([
    'update contribution set amount_fen = amount_fen + 1',
    "update contribution set occurred_on = '2019-01-01'",
    'delete from contribution',
    'update contribution_part set amount_fen = 0',
    'delete from contribution_part',
    'update contribution_line set quantity = quantity + 1',
    'delete from contribution_line',
    'update contribution_set_place set place_id = place_id + 1',
    'delete from contribution_set_place',
    "update history_entry set action = 'x'",
    'delete from history_entry',
    'truncate history_entry',
    'update history_seal set position = position + 1000',
    'delete from history_seal',
    'truncate history_seal cascade',
    'update history_head set sealed_at = now()',
    'delete from history_head',
    'truncate history_head',
    "update history_key set public_key = ''",
    'delete from history_key',
    'truncate history_key cascade',
    "update idempotency_key set key = 'x'",
    'delete from idempotency_key',
    'delete from evidence_file',
    "update evidence_file set sha256 = sha256('another')",
    'delete from evidence',
    "update evidence set caption = 'another'",
    'update evidence set detached_at = null',
  ])('what is recorded: refuses to %s', async (statement) => {
    const { platform, world } = given;
    const contribution = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    const lines = [{ item: '化肥', quantity: '1', unit: '吨' }];
    await platform.done(
      world.shanghai,
      'logContribution',
      gift({ project: world.project, form: 'GOODS', amount: null, lines, reportedForSet: true }),
    );
    await platform.rows(sql`
      with file as (
        insert into evidence_file (sha256, bytes, media_type, file_name, uploaded_for)
        select sha256(${statement}::bytea), 1, 'text/plain', 'x.txt', 'partner:1' returning id)
      insert into evidence (file_id, contribution_id, bound_for, detached_at) select id, ${keyIn(contribution)}::bigint, 'partner:1', now() from file`);
    await sealEverything(platform, newKey());
    await expect(platform.rows(sql.raw(statement))).rejects.toThrow(/append-only/);
  });

  test('what counts and its state can change, and nothing with them', async () => {
    const { platform, world } = given;
    await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, note: '备注' }));
    await platform.rows(sql`update contribution set state = 'RETURNED', live = false where note = '备注'`);
    await expect(platform.rows(sql`update contribution set state = 'SUBMITTED', live = true, note = '改' where note = '备注'`)).rejects.toThrow(
      /append-only/,
    );
  });

  test.each([
    ['project_objection', 'withdrawn_at', 'body', "(project_id, account_id, account_name, body) select $1, min(id), '甲', '一' from account"],
    ['project_hold', 'ended_at', 'reason', "(project_id, reason) values ($1, '一')"],
  ])('of a row of %s everything but its end, %s, which comes once', async (table, end, text, values) => {
    const { platform, world } = given;
    await platform.owner.send(`insert into ${table} ${values}`, [keyIn(world.project)]);
    const set = (change: string) => platform.rows(sql.raw(`update ${table} set ${change} where project_id = ${keyIn(world.project)}`));
    await expect(set(`${text} = '二'`)).rejects.toThrow(/append-only/);
    await expect(set(`${text} = '二', ${end} = '2030-01-01'`)).rejects.toThrow(/append-only/);
    await expect(platform.rows(sql.raw(`delete from ${table}`))).rejects.toThrow(/append-only/);
    await set(`${end} = '2030-01-01'`);
    await set(`${end} = '2030-01-01'`);
    await expect(set(`${end} = '2030-01-02'`)).rejects.toThrow(/append-only/);
    await expect(set(`${end} = null`)).rejects.toThrow(/append-only/);
  });

  test('the balance of a fund from falling below zero', async () => {
    const { platform, world } = given;
    await platform.done(world.shanghai, 'logContribution', gift({ fund: world.fund }));
    await expect(platform.rows(sql`update fund set live_balance_fen = -1`)).rejects.toThrow(/fund_live_balance/);
  });
});
