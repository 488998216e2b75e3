import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphQLInputField,
  type GraphQLInputType,
  GraphQLString,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  parse,
  typeFromAST,
} from 'graphql';
import { ACTIONS } from '../../src/access/permissions.js';
import type { BrokenRule } from '../../src/shared/errors/app-error.js';
import { sql } from '../../src/shared/sql.js';
import { everyChange } from '../history/every-change.js';
import type { Answer } from '../support/answer.js';
import { confirm } from '../support/life.js';
import type { Asking } from '../support/platform.js';
import { openPeriod, reportNow, reportOwed } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, SECTOR } from '../support/world.js';

type Value = Readonly<Record<string, unknown>>;

const given = useWorld();

/** What no text holds, by what it is. */
const TAINTS = { NUL: '\u0000', 'lone surrogate': '\uD800', 'bidirectional control': '\u202E', 'character of no width': '\u200B' };

/** What a text is written in that has lines, and a name or the like has none. */
const PROSE = /\.(reason|note|body|narrative|terms|summary|description|resolution|askAgain|caption)$/;
const LINES = '\n二\r\n三';

/** As it may come from a keyboard, and as it is kept. */
const [DECOMPOSED, COMPOSED] = [' e\u0301', ' \u00E9'];

/** Texts that are not written down. */
const NOT_KEPT: readonly string[] = ['acceptInvitation.input.password', 'changePassword.input.newPassword'];

/** Texts that have to be the same the next time. */
const IDENTIFYING: ReadonlySet<string> = new Set(['acceptInvitation.input.signInName', 'signIn.input.signInName']);

/** A place for a text in what a mutation takes: how it is called, what is there, and the variables with another text there. */
interface Slot<Whole = Value> {
  readonly name: string;
  readonly text: unknown;
  readonly with: (text: string) => Whole;
}

/** Each place for a text in a value of this type, whether there is one in it or not. */
function slotsOf(type: GraphQLInputType, value: unknown, name: string): Slot<unknown>[] {
  const bare = getNullableType(type);
  if (bare === GraphQLString) return [{ name, text: value, with: (text) => text }];
  if (isListType(bare)) {
    const [first, ...others]: unknown[] = Array.isArray(value) ? value : [];
    return slotsOf(bare.ofType, first, name).map((slot) => ({ ...slot, with: (text) => [slot.with(text), ...others] }));
  }
  if (!isInputObjectType(bare) || value == null) return [];
  return Object.values<GraphQLInputField>(bare.getFields()).flatMap((field) =>
    slotsOf(field.type, (value as Value)[field.name], `${name}.${field.name}`).map((slot) => ({
      ...slot,
      with: (text: string) => ({ ...(value as Value), [field.name]: slot.with(text) }),
    })),
  );
}

/** The places for texts of an operation that is a mutation. The keys of writes have a form of their own (idempotency.test.ts). */
function slotsOfOperation(source: string, variables: Value): Slot[] {
  const [operation] = parse(source).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || operation.operation !== 'mutation') return [];
  const [field] = operation.selectionSet.selections;
  if (field?.kind !== Kind.FIELD) return [];
  return (operation.variableDefinitions ?? []).flatMap(({ variable: { name: variable }, type }) => {
    const argument = field.arguments?.find(({ value }) => value.kind === Kind.VARIABLE && value.name.value === variable.value)?.name.value;
    if (argument === 'idempotencyKey') return [];
    const declared = typeFromAST(given.platform.schema, type as never) as GraphQLInputType;
    return slotsOf(declared, variables[variable.value], `${field.name.value}.${argument}`).map((slot) => ({
      ...slot,
      with: (text: string) => ({ ...variables, [variable.value]: slot.with(text) }),
    }));
  });
}

/** Each try is a write of its own. */
function withNewKey(source: string, variables: Value): Value {
  const [, name] = /idempotencyKey: \$(\w+)/.exec(source) ?? [];
  return name === undefined ? variables : { ...variables, [name]: randomUUID() };
}

/** Every place for a text in a type that mutations take. */
function namesIn(type: GraphQLInputType, name: string): string[] {
  const named = getNamedType(type);
  if (named === GraphQLString) return [name];
  return isInputObjectType(named) ? Object.values(named.getFields()).flatMap((field) => namesIn(field.type, `${name}.${field.name}`)) : [];
}

/** Why the text at this place is refused: by a rule at it, or because the value is of no use, or as a name that nobody has. Null where it is not. */
function refusalAt(name: string, { data, errors: [error] }: Answer): string | null {
  // Of many at once each is refused by itself, and only by the codes of its rules.
  if (!error) return data?.confirmContributions?.outcomes?.[0]?.refusal?.rules?.[0] ?? null;
  const { reason, rules = [] } = error.extensions as { reason?: string; rules?: readonly BrokenRule[] };
  const [, , ...within] = name.split('.');
  const rule = rules.find(({ path }) => path?.some((part) => within.includes(part)) || within.length === 0);
  if (rule) return rule.code;
  return reason === 'VALUE_UNUSABLE' || reason === 'WRONG_NAME_OR_PASSWORD' ? reason : null;
}

/** What is made beside one change of each kind, for the texts that those do not have. */
async function makeTheRest(): Promise<void> {
  const { platform, world } = given;
  const line = { item: '化肥', quantity: '2', unit: '袋', unitValue: '60', valuationBasis: '发票' };
  const inKind = gift({ project: world.project, form: 'GOODS', amount: null, lines: [line] });
  const goods = await platform.done(world.shanghai, 'logContribution', inKind);
  await confirm(platform, await platform.done(world.shanghai, 'correctContribution', { contribution: goods, reason: '笔误', lines: [line] }));
  const divided = { places: [{ place: COUNTY, share: '100%' }], sectors: [{ sector: SECTOR, share: '100%' }] };
  const money = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, ...divided }));
  await platform.done(world.shanghai, 'correctContribution', { contribution: money, reason: '笔误', ...divided });

  const many = `mutation ($input: [ConfirmContributionInput!]!, $key: String!) {
    confirmContributions(input: $input, idempotencyKey: $key) { outcomes { refusal { rules } } } }`;
  const other = await platform.done(world.shanghai, 'logContribution', inKind);
  const figure = { contribution: other, confirmedOn: '2020-05-01', lines: [{ item: '化肥', quantity: '2', unit: '袋' }] };
  await platform.ask(many, { as: world.county, variables: { input: [figure], key: randomUUID() } });

  const { of: finding } = await everyChange(given).answerFinding();
  await platform.done(world.auditor, 'settleFinding', { finding, askAgain: '缺页', dueOn: '2100-01-01' });

  const owed = await reportOwed(platform, world, await openPeriod(platform, world, { endedAgo: 4_000 }), world.enterpriseId);
  const { version } = await reportNow(platform, owed.id);
  const yearAfter = new Date(Date.now() - 4_000 * 86_400_000).getUTCFullYear() + 1;
  const forecasts = [{ quarter: `${yearAfter}-Q1`, flowClass: 'DONATION', amount: '1' }];
  await platform.done(world.enterprise, 'saveReport', { report: owed.id, version, narrative: '稿', forecasts });
}

/** How often a text of the whole database is not as it is kept, and how often one holds what was written decomposed. */
async function textsKept(): Promise<{ wrong: number; composed: number }> {
  const { platform } = given;
  const tables = await platform.rows<{ name: string }>(sql`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`);
  const of = await Promise.all(
    tables.map(({ name }) =>
      platform.rows<{ wrong: number; composed: number }>(sql`
        select count(*) filter (where given::text is not nfc normalized or given::text ~ ${'[\u200B\u202E]'})::int as wrong,
               count(*) filter (where given::text like ${`%${COMPOSED}%`})::int as composed
        from ${sql.id(name)} given`),
    ),
  );
  return of.flat().reduce((whole, one) => ({ wrong: whole.wrong + one.wrong, composed: whole.composed + one.composed }));
}

describe('a text that somebody writes', () => {
  const refusals = new Map<string, (string | null)[]>();

  /** Tries each text of an operation with each taint once, and has all of it then written, the free ones decomposed and prose in several lines. */
  async function tried(source: string, asking: Asking): Promise<Asking> {
    const { platform } = given;
    const slotsIn = (variables: Value) => slotsOfOperation(source, variables).filter(({ name }) => !NOT_KEPT.includes(name));
    const given_ = asking.variables ?? {};
    platform.before = undefined;
    for (const slot of slotsIn(given_).filter(({ name }) => !refusals.has(name))) {
      const told: (string | null)[] = [];
      for (const taint of [...Object.values(TAINTS), ...(PROSE.test(slot.name) ? [] : [LINES])]) {
        const variables = withNewKey(source, slot.with(`${typeof slot.text === 'string' ? slot.text : '文'}${taint}`));
        told.push(refusalAt(slot.name, await platform.ask(source, { ...asking, variables })));
      }
      refusals.set(slot.name, told);
    }
    platform.before = tried;
    const isFree = ({ name, text }: Slot) =>
      typeof text === 'string' && refusals.get(name)?.includes('TEXT_INVISIBLE_CHARACTER') && !IDENTIFYING.has(name);
    let variables = given_;
    for (const { name } of slotsIn(given_).filter(isFree)) {
      const slot = slotsIn(variables).find((one) => one.name === name);
      if (slot) variables = slot.with(`${slot.text}${PROSE.test(name) ? LINES : ''}${DECOMPOSED}`);
    }
    return { ...asking, variables };
  }

  beforeAll(async () => {
    given.platform.before = tried;
    await makeTheRest();
    const changes = everyChange(given);
    for (const action of ACTIONS) await changes[action]();
    given.platform.before = undefined;
  }, 120_000);

  test.each(Object.keys(TAINTS))('holds no %s, whichever it is', (taint) => {
    const nth = Object.keys(TAINTS).indexOf(taint);
    expect([...refusals].flatMap(([name, told]) => (told[nth] ? [] : [name]))).toEqual([]);
  });

  test('has lines where it is prose, and nowhere else', () => {
    const others = [...refusals].filter(([name]) => !PROSE.test(name));
    expect(others.flatMap(([name, told]) => (told[Object.keys(TAINTS).length] ? [] : [name]))).toEqual([]);
    expect(refusals.size - others.length).toBeGreaterThan(25);
  });

  test('is among those that were tried', () => {
    const all = Object.values(given.platform.schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, args }) =>
      args.flatMap((argument) => (argument.name === 'idempotencyKey' ? [] : namesIn(argument.type, `${name}.${argument.name}`))),
    );
    expect(all.length).toBeGreaterThan(90);
    expect(all.filter((name) => !refusals.has(name) && !NOT_KEPT.includes(name))).toEqual([]);
  });

  test('is kept composed (NFC), wherever the database has it', async () => {
    const { wrong, composed } = await textsKept();
    expect(wrong).toBe(0);
    expect(composed).toBeGreaterThan(100);
  });
});
