import { beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphQLEnumType } from 'graphql';
import { MONEY_RULES } from '../../seeds/guards.js';
import { type Sql, sql } from '../../src/shared/sql.js';
import { addCopy } from '../support/copied-row.js';
import { liftGuards } from '../support/guards.js';
import { confirmAndAccept } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

// The rules of the program come first, so what the database says itself is seen by hand alone.

const given = useWorld();

const LIMIT = '1000000000000000';

/** Rows to copy, by their table: one of each that is sound. */
const ROWS: Record<string, Sql> = {};
let keys: { fund: string; countyFund: string; project: string; partner: string; row: string };

beforeAll(async () => {
  const { platform, world } = given;
  const log = (input: object) => platform.done(world.shanghai, 'logContribution', gift(input));
  const accepted = await log({ project: world.project, note: '已验收' });
  await confirmAndAccept(platform, world.county, accepted);
  const lines = [{ item: '化肥', quantity: '1', unit: '吨', unitValue: '1', valuationBasis: '市价' }];
  await log({ project: world.project, form: 'GOODS', amount: null, lines });
  const row = await log({ project: world.project, note: '草稿', draft: true });
  await platform.done(world.shanghai, 'offerMatching', { project: world.project, perYuan: '1', cap: '1', startsOn: '2020-01-01' });
  await platform.done(world.shanghai, 'sendContributionMessage', { contribution: accepted, body: '好' });
  for (const table of [
    'fund',
    'matching_offer',
    'confirmation',
    'contribution_message',
    'membership',
    'access_token',
    'account',
    'project',
    'idempotency_key',
  ]) {
    ROWS[table] = sql`true`;
  }
  ROWS.contribution = sql`note = '草稿'`;
  ROWS.contribution_part = sql`amount_fen is not null`;
  ROWS.contribution_line = sql`true`;
  ROWS.place = sql`level = 'COUNTY' and replaced_by_id is null`;
  ROWS.membership = sql`partner_id is not null`;
  ROWS.confirmation = sql`place_id is not null`;
  ROWS.contribution_message = sql`partner_id is not null`;
  ROWS.fund = sql`partner_id is not null`;
  keys = {
    fund: keyIn(world.fund),
    countyFund: keyIn(world.countyFund),
    project: keyIn(world.project),
    partner: keyIn(world.shanghaiId),
    row: keyIn(row),
  };
  // What looks at a row as a whole is tested by itself (contribution/by-hand.test.ts), and would come before some of these.
  await liftGuards(platform, MONEY_RULES);
});

/** What the database says to a copy with other values: the constraint that it breaks, or null. */
async function brokenBy(table: string, values: object): Promise<string | null> {
  try {
    await addCopy(given.platform, table, ROWS[table] as Sql, values);
    return null;
  } catch (error) {
    return (error as { constraint?: string }).constraint ?? String(error);
  }
}

/** Values by the names of columns; a text with a dollar is the key of that row. */
const withKeys = (values: object) =>
  Object.fromEntries(
    Object.entries(values).map(([column, value]) => [
      column,
      typeof value === 'string' && value.startsWith('$') ? keys[value.slice(1) as keyof typeof keys] : value,
    ]),
  );

const ONWARD = { parent_id: '$row', from_fund_id: '$countyFund', ancestor_ids: [1] };
const CORRECTION = { corrects_id: '$row', original_id: '$row', correction_reason: '笔误' };

describe('whoever writes, the database itself refuses', () => {
  test.each<[string, string, object]>([
    ['contribution', 'contribution_amount', { amount_fen: 0 }],
    ['contribution', 'contribution_amount', { amount_fen: -1 }],
    ['contribution', 'contribution_amount', { amount_fen: LIMIT }],
    ['contribution', 'contribution_amount', { ...CORRECTION, voids: true, amount_fen: -1 }],
    ['contribution', 'contribution_valued_fen_check', { valued_fen: -1 }],
    ['contribution', 'contribution_check', { through_id: '$partner' }],
    ['contribution', 'contribution_check1', { return_reason: '缺票据' }],
    ['contribution', 'contribution_check2', { project_id: null }],
    ['contribution', 'contribution_check2', { fund_id: '$fund' }],
    ['contribution', 'contribution_check3', { ...ONWARD, project_id: null, fund_id: '$countyFund' }],
    ['contribution', 'contribution_check4', { amount_fen: null }],
    ['contribution', 'contribution_check4', { form: 'GOODS' }],
    ['contribution', 'contribution_check5', { original_id: '$row' }],
    ['contribution', 'contribution_check6', { ...CORRECTION, correction_reason: null }],
    ['contribution', 'contribution_check6', { correction_reason: '笔误' }],
    ['contribution', 'contribution_check7', { voids: true }],
    ['contribution', 'contribution_check8', { ...ONWARD, from_fund_id: null }],
    ['contribution', 'contribution_check9', { ...ONWARD, ancestor_ids: [] }],
    ['contribution', 'contribution_live', { live: true }],
    ['contribution', 'contribution_confirmed', { state: 'CONFIRMED' }],
    ['contribution', 'contribution_confirmed', { state: 'ACCEPTED' }],
    ['contribution_part', 'contribution_part_amount_fen_check', { ordinal: 9, amount_fen: -1 }],
    ['contribution_part', 'contribution_part_place_parts_check', { ordinal: 9, place_parts: 0 }],
    ['contribution_part', 'contribution_part_check', { ordinal: 9, place_parts: 2 }],
    ['contribution_part', 'contribution_part_sector_parts_check', { ordinal: 9, sector_parts: 0 }],
    ['contribution_part', 'contribution_part_check1', { ordinal: 9, sector_parts: 2 }],
    ['contribution_line', 'contribution_line_quantity_check', { ordinal: 9, quantity: 0 }],
    ['contribution_line', 'contribution_line_unit_value_fen_check', { ordinal: 9, unit_value_fen: 0 }],
    ['contribution_line', 'contribution_line_value', { ordinal: 9, value_fen: -1 }],
    ['contribution_line', 'contribution_line_check', { ordinal: 9, value_fen: null }],
    ['contribution_line', 'contribution_line_check', { ordinal: 9, valuation_basis: null }],
    ['fund', 'fund_check', { partner_id: null }],
    ['fund', 'fund_live_balance', { live_balance_fen: -1 }],
    ['fund', 'fund_accepted_balance', { accepted_balance_fen: -1 }],
    ['matching_offer', 'matching_offer_per_yuan_check', { per_yuan: 0 }],
    ['matching_offer', 'matching_offer_per_yuan_check', { per_yuan: 100.0001 }],
    ['matching_offer', 'matching_offer_cap_fen_check', { cap_fen: 0 }],
    ['matching_offer', 'matching_offer_cap_fen_check', { cap_fen: LIMIT }],
    ['matching_offer', 'matching_offer_check', { ends_on: '2019-12-31' }],
    ['matching_offer', 'matching_offer_check1', { project_id: null }],
    ['matching_offer', 'matching_offer_check1', { fund_id: '$fund' }],
    ['confirmation', 'confirmation_amount_fen_check', { amount_fen: -1 }],
    ['confirmation', 'confirmation_amount_fen_check', { amount_fen: LIMIT }],
    ['confirmation', 'confirmation_check', { partner_id: '$partner' }],
    ['confirmation', 'confirmation_check1', { place_id: null }],
    ['contribution_message', 'contribution_message_check', { partner_id: null }],
    ['contribution_message', 'contribution_message_check1', { place_id: 1 }],
    ['account', 'account_check2', { identity_issuer: 'https://x' }],
    ['account', 'account_check3', { password_hash: 'x', sign_in_name: null }],
    ['membership', 'membership_check', { ended_at: '2000-01-01' }],
    ['membership', 'membership_check1', { partner_id: null }],
    ['membership', 'membership_check2', { place_id: 1 }],
    ['access_token', 'access_token_hash_check', { hash: '\\x00' }],
    ['access_token', 'access_token_check', { expires_at: '2000-01-01' }],
    ['access_token', 'access_token_check1', { kind: 'SERVICE' }],
    ['access_token', 'access_token_check1', { kind: 'SERVICE', membership_id: 1, scopes: ['READ'] }],
    ['access_token', 'access_token_check1', { kind: 'SERVICE', name: 'x', scopes: ['READ'] }],
    ['access_token', 'access_token_check1', { kind: 'SERVICE', name: 'x', membership_id: 1 }],
    ['project', 'project_suspended', { status: 'SUSPENDED', suspended_from: null }],
    ['project', 'project_suspended', { status: 'APPROVED', suspended_from: 'APPROVED' }],
    ['project', 'project_noticed', { status: 'ON_NOTICE', notice_ends_on: null }],
    ['project', 'project_check2', { notice_started_on: '2020-01-02', notice_ends_on: '2020-01-01' }],
    ['project', 'project_budget_fen_check', { budget_fen: 0 }],
    ['project', 'project_budget_fen_check', { budget_fen: LIMIT }],
    ['place', 'place_code_check', { code: '5333230' }],
    ['place', 'place_check', { code: '533399', valid_from: '2016-01-01', valid_to: '2015-12-31' }],
    ['place', 'place_check1', { code: '533399', parent_id: null }],
    ['place', 'place_check1', { code: '88', level: 'PROVINCE' }],
    ['place', 'place_check2', { code: '533323201', synthetic: true }],
    ['idempotency_key', 'idempotency_key_fingerprint_check', { key: 'short', fingerprint: `\\x${'00'.repeat(31)}` }],
    ['idempotency_key', 'idempotency_key_fingerprint_check', { key: 'long', fingerprint: `\\x${'00'.repeat(33)}` }],
  ])('a row of %s against %s: %j', async (table, constraint, values) => {
    expect(await brokenBy(table, withKeys(values))).toBe(constraint);
  });

  test.each<[string, object]>([
    ['contribution', { amount_fen: '999999999999999' }],
    ['contribution', { amount_fen: 1 }],
    ['contribution', { valued_fen: 0 }],
    ['contribution', { state: 'SUBMITTED', live: true }],
    ['contribution', { state: 'RETURNED', return_reason: '缺票据' }],
    ['contribution', ONWARD],
    ['contribution', { ...CORRECTION, voids: true, amount_fen: 0 }],
    ['contribution', { form: 'GOODS', amount_fen: null }],
    ['contribution_part', { ordinal: 9, amount_fen: 0 }],
    ['contribution_line', { ordinal: 9, quantity: '0.001', unit_value_fen: 1, value_fen: 0 }],
    ['matching_offer', { per_yuan: 100 }],
    ['matching_offer', { per_yuan: 0.0001, cap_fen: 1, ends_on: '2020-01-01' }],
    ['confirmation', { amount_fen: 0 }],
    ['membership', { begun_at: '2020-01-01', ended_at: '2020-01-01' }],
    ['place', { code: '533399', valid_from: '2016-01-01', valid_to: '2016-01-01' }],
    ['place', { code: '533323999', synthetic: true }],
    ['idempotency_key', { key: 'another', fingerprint: `\\x${'00'.repeat(32)}` }],
  ])('and takes a row of %s with %j', async (table, values) => {
    expect(await brokenBy(table, withKeys(values))).toBeNull();
  });
});

test('a demonstration account stands once by its name, and one that signs in may be called like it', async () => {
  const named = (values: object = {}) =>
    brokenBy('account', { name: '示例', demonstration: true, sign_in_name: null, password_hash: null, ...values });
  expect(await named()).toBeNull();
  expect(await named()).toBe('account_demonstration');
  expect(await named({ demonstration: false })).toBeNull();
  expect(await named({ sign_in_name: 'shili', password_hash: 'x' })).toBeNull();
});

test('what is not said to be an example is none, in whatever table', async () => {
  const columns = await given.platform.rows<{ table: string; default: string | null }>(sql`
    select table_name as table, column_default as default from information_schema.columns
    where table_schema = 'public' and column_name = 'synthetic' and table_name not like '%version'`);
  expect(columns.length).toBeGreaterThan(10);
  expect(columns.filter((column) => column.default !== 'false')).toEqual([]);
});

describe('the values of a column are those of the schema', () => {
  test.each([
    ['contribution', 'flow_class', 'FlowClass'],
    ['contribution', 'stage', 'Stage'],
    ['contribution', 'form', 'Form'],
    ['contribution', 'place_mode', 'PlaceMode'],
    ['contribution', 'state', 'ContributionState'],
    ['contribution_line', 'staff_role', 'StaffRole'],
    ['pairing', 'date_precision', 'DatePrecision'],
    ['pairing', 'evidence', 'PairingEvidence'],
    ['people_count', 'unit', 'PeopleUnit'],
    ['project', 'status', 'ProjectStatus'],
    ['project', 'place_mode', 'PlaceMode'],
    ['agreement', 'state', 'AgreementState'],
    ['agreement_signature', 'side', 'AgreementSide'],
    ['membership', 'role', 'MembershipRole'],
    ['invitation', 'role', 'MembershipRole'],
    ['access_token', 'kind', 'TokenKind'],
    ['confirmation', 'role', ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE']],
    ['contribution_message', 'role', ['PARTNER', 'PLACE', 'PROGRAMME_OFFICE']],
    ['project', 'suspended_from', ['APPROVED', 'UNDER_WAY']],
  ])('%s.%s', async (table, column, of) => {
    const { platform } = given;
    const values = typeof of === 'string' ? (platform.schema.getType(of) as GraphQLEnumType).getValues().map(({ name }) => name) : of;
    const definitions = await platform.rows<{ definition: string }>(sql`
      select pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = ${table}::regclass and conname = ${`${table}_${column}_check`}`);
    const members = [...values].map((value) => `'${value}'::text`);
    const [definition] = definitions.map(({ definition }) => definition);
    expect([...(definition?.matchAll(/'\w+'::text/g) ?? [])].map(String).sort()).toEqual(members.sort());
    expect(definition).toMatch(new RegExp(`^CHECK \\(\\(${column} = ANY \\(ARRAY\\[`));
  });
});
