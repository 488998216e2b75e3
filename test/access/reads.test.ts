import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLField, getNamedType, isCompositeType, isRequiredArgument, parse, subscribe } from 'graphql';
import { contextOf } from '../../src/context.js';
import { codeOf, dataOf } from '../support/answer.js';
import { openYear } from '../support/closing.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, keyIn } from '../support/world.js';

/** Nobody, a member of each kind, and two machines. */
const ASKING = ['public', 'shanghai', 'county', 'office', 'auditor', 'administrator', 'machine that reads', 'machine that writes'] as const;
type Asking = (typeof ASKING)[number];

/**
 * What reads, and whom it answers: EVERYBODY, who is SIGNED_IN, or EVERY_TOKEN as well, also one without a scope to read. What of it each is shown is decided row by row (visibility.test.ts);
 * a list of what is nobody's but the viewer's is empty for others.
 */
const READS: Readonly<Record<string, 'EVERYBODY' | 'SIGNED_IN' | 'EVERY_TOKEN'>> = {
  agreements: 'EVERYBODY',
  auditSamples: 'EVERYBODY',
  contributions: 'EVERYBODY',
  correctionRequests: 'EVERYBODY',
  findingRates: 'EVERYBODY',
  findings: 'EVERYBODY',
  funds: 'EVERYBODY',
  history: 'EVERYBODY',
  impact: 'EVERYBODY',
  members: 'EVERYBODY',
  node: 'EVERYBODY',
  nodes: 'EVERYBODY',
  pairings: 'EVERYBODY',
  partner: 'EVERYBODY',
  partners: 'EVERYBODY',
  place: 'EVERYBODY',
  places: 'EVERYBODY',
  programme: 'EVERYBODY',
  programmes: 'EVERYBODY',
  projects: 'EVERYBODY',
  publishedFigures: 'EVERYBODY',
  reportingPeriods: 'EVERYBODY',
  reports: 'EVERYBODY',
  sectors: 'EVERYBODY',
  serviceTokens: 'EVERYBODY',
  viewer: 'EVERY_TOKEN',
  waiting: 'EVERYBODY',
  webhooks: 'EVERYBODY',
  changed: 'EVERYBODY',
  waitingChanged: 'SIGNED_IN',
};

const given = useWorld();
/** What fields take that they cannot do without, by argument, or by field and argument. */
let values: Readonly<Record<string, string>>;
let machines: Readonly<Record<string, Account>>;

beforeAll(async () => {
  const { platform, world } = given;
  const period = await openYear(platform, world, 2020);
  values = {
    id: `"${world.project}"`,
    ids: `["${world.project}"]`,
    of: `"${world.project}"`,
    period: `"${period}"`,
    by: 'PARTNER',
    code: `"${COUNTY}"`,
    programme: 'EAST_WEST',
    place: `"${COUNTY}"`,
    partner: `"${world.shanghaiId}"`,
    'programme.code': 'EAST_WEST',
    'partner.governmentOf': '"31"',
  };
  const manager = await platform.account('PARTNER', { partnerId: keyIn(world.shanghaiId), manages: true });
  const machine = async (...scopes: string[]) => {
    const made = await platform.ask(
      'mutation ($input: CreateServiceTokenInput!, $key: String!) { createServiceToken(input: $input, idempotencyKey: $key) { secret } }',
      { as: manager, variables: { input: { name: '机器', scopes }, key: randomUUID() } },
    );
    return { token: dataOf(made).createServiceToken.secret as string };
  };
  machines = { 'machine that reads': await machine('READ'), 'machine that writes': await machine('logContribution') };
}, 60_000);

function accountOf(who: Asking): Account | undefined {
  if (who === 'public') return undefined;
  return machines[who] ?? given.world[who as 'shanghai'];
}

/** The least that can be asked of a field. */
function leastOf({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const taken = args.flatMap((arg) => {
    const value = values[`${name}.${arg.name}`] ?? (isRequiredArgument(arg) ? values[arg.name] : undefined);
    return value === undefined ? [] : [`${arg.name}: ${value}`];
  });
  return `${name}${taken.length > 0 ? `(${taken.join(', ')})` : ''}${isCompositeType(getNamedType(type)) ? ' { __typename }' : ''}`;
}

const fieldsOf = (root: 'Query' | 'Subscription') =>
  Object.values((given.platform.schema.getType(root) as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields());

async function outcomeOf(root: 'Query' | 'Subscription', field: GraphQLField<unknown, unknown>, as: Account | undefined): Promise<string> {
  const { platform } = given;
  if (root === 'Query') return codeOf(await platform.ask(`{ ${leastOf(field)} }`, { as })) ?? 'ANSWERED';
  const authorization = as && `Bearer ${as.token}`;
  const contextValue = await contextOf(platform.database, { authorization });
  const told = await subscribe({ schema: platform.schema, document: parse(`subscription { ${leastOf(field)} }`), contextValue });
  if (!(Symbol.asyncIterator in told)) return String(told.errors?.[0]?.extensions.code);
  await told.return?.(undefined);
  return 'ANSWERED';
}

function refusalOf(answers: string | undefined, who: Asking): string | null {
  if (who === 'machine that writes') return answers === 'EVERY_TOKEN' ? null : 'FORBIDDEN';
  return who === 'public' && answers === 'SIGNED_IN' ? 'UNAUTHENTICATED' : null;
}

test('every query and subscription is in the table here, and nothing else is', () => {
  const names = [...fieldsOf('Query'), ...fieldsOf('Subscription')].map(({ name }) => name);
  expect(names.sort()).toEqual(Object.keys(READS).sort());
});

describe.each(['Query', 'Subscription'] as const)('%s', (root) => {
  test.each(ASKING)('each field answers or refuses %s as the table says', async (who) => {
    const outcomes: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const field of fieldsOf(root)) {
      outcomes[field.name] = await outcomeOf(root, field, accountOf(who));
      const refusal = refusalOf(READS[field.name], who);
      expected[field.name] = refusal ?? 'ANSWERED';
    }
    expect(outcomes).toEqual(expected);
  });
});
