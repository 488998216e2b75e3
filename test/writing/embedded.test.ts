import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { createServer } from '../../src/server.js';
import { openTracing } from '../../src/start/tracing.js';
import { post } from '../server/serving.js';
import { brokenRules, codeOf, dataOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { startCollector } from '../support/collector.js';
import { balanceOf, contributionOf } from '../support/contribution.js';
import { confirmAndAccept } from '../support/life.js';
import { openEmbeddedPlatform } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { storm } from '../support/storm.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, OTHER_COUNTY } from '../support/world.js';

const given = useWorld(openEmbeddedPlatform, 60);

// PGlite has one connection: whatever waits for a second one inside a transaction would wait for ever.
const SECONDS = 30;

describe('on the embedded database', () => {
  test('statements are in the traces as well, those of a write up to its end', async () => {
    const { platform, world } = given;
    const collector = await startCollector();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.address;
    const config = readConfig({ LOG_LEVEL: 'silent', OTEL_EXPORTER_OTLP_ENDPOINT: collector.address, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
    const tracing = await openTracing({ ...config, storage: platform.database.storage });
    const app = await createServer({ database: platform.database, schema: platform.schema, config, tracing });
    const query =
      'mutation Log($input: LogContributionInput!) { logContribution(idempotencyKey: "a-traced-write", input: $input) { contribution { id } } }';
    const input = gift({ project: world.project });
    const { body } = await post(app, { query, variables: { input } }, { authorization: `Bearer ${world.shanghai.token}` });
    await app.close();
    await tracing?.close();
    await collector.close();
    expect(body.errors).toBeUndefined();
    const [operation] = collector.spans.filter(({ name }) => name === 'mutation Log');
    const statements = collector.spans.filter(({ kind }) => kind === 'CLIENT');
    expect(statements.map(({ attributes }) => attributes['db.query.text'])).toEqual(
      expect.arrayContaining([expect.stringContaining('insert into contribution'), 'commit']),
    );
    expect(
      statements.filter(({ parentSpanId, attributes }) => parentSpanId !== operation?.spanId || attributes['db.system.name'] !== 'postgresql'),
    ).toEqual([]);
  });

  test(
    'fifty clients at once, who read and write, are all answered',
    async () => {
      const { platform, world } = given;
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => {
          if (index % 3 === 0) return platform.write(world.shanghai, 'logContribution', gift({ project: world.project, amount: `${index + 1}` }));
          if (index % 3 === 1)
            return platform.ask(
              '{ contributions(first: 20) { totalCount nodes { amount { yuan } partner { nameZh } places { place { nameZh ancestors { nameZh } } } } } }',
              { as: world.shanghai },
            );
          return platform.write(world.guangdong, 'agreePairing', { programme: 'EAST_WEST', place: COUNTY, startedOn: '2020-01-01' });
        }),
      );
      const codes = answers.map((answer, index) => [index % 3, brokenRules(answer)[0]]);
      expect(codes.filter(([kind, code]) => kind !== 2 && code !== 'NONE')).toEqual([]);
      expect(
        codes
          .filter(([kind]) => kind === 2)
          .map(([, code]) => code)
          .sort(),
      ).toEqual(['NONE', ...Array(15).fill('PAIRING_OVERLAPS')]);
    },
    SECONDS * 1000,
  );

  test(
    'many requests at once with one key write one row',
    async () => {
      const { platform, world } = given;
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => platform.write(world.shanghai, 'logContribution', gift({ project: world.project }), 'the-same-key')),
      );
      expect(new Set(answers.map((answer) => dataOf(answer).logContribution.contribution.id)).size).toBe(1);
      expect(codeOf(await platform.write(world.shanghai, 'logContribution', gift({ project: world.project, amount: '1' }), 'the-same-key'))).toBe(
        'CONFLICT',
      );
    },
    SECONDS * 1000,
  );

  test('100 yuan over three places at 1/3 each gives 33.34, 33.33 and 33.33', async () => {
    const { platform, world } = given;
    const places = [COUNTY, OTHER_COUNTY, '533324'].map((place) => ({ place, share: '1/3' }));
    const project = await approvedProject(platform, world.shanghai, world.office, { places });
    const row = await contributionOf(platform, await platform.done(world.shanghai, 'logContribution', gift({ project })), world.shanghai);
    expect(row?.places.map(({ amount }) => amount?.fen)).toEqual(['3334', '3333', '3333']);
  });

  test('money moves through a fund, and the fund is not overdrawn by two at once', async () => {
    const { platform, world } = given;
    const first = await platform.done(world.shanghai, 'logContribution', gift({ fund: world.fund }));
    const moving = () => platform.write(world.shanghai, 'logContribution', gift({ project: world.project, onwardFrom: first, amount: '60' }));
    const answers = await Promise.all([moving(), moving(), moving()]);
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect((await balanceOf(platform, world.fund, world.shanghai)).available).toBe('40.00');
  });

  test('a row is accepted, corrected, and goes on counting until its correction is accepted', async () => {
    const { platform, world } = given;
    const old = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    await confirmAndAccept(platform, world.county, old);
    const corrected = await platform.done(world.shanghai, 'correctContribution', { contribution: old, amount: '90', reason: '笔误' });
    expect(await contributionOf(platform, old)).toMatchObject({ live: true });
    await confirmAndAccept(platform, world.county, corrected);
    expect(await contributionOf(platform, corrected)).toMatchObject({ live: true, amount: { fen: '9000' } });
  });

  test('goods, sectors and sets are kept as they are on a server', async () => {
    const { platform, world } = given;
    const lines = [{ item: '化肥', quantity: '40', unit: '吨', unitValue: '3000', valuationBasis: '发票' }];
    const goods = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, form: 'GOODS', amount: null, lines }));
    expect(await contributionOf(platform, goods, world.shanghai)).toMatchObject({ amount: null, valued: { fen: '12000000' } });
  });

  test('refusals leave nothing behind', async () => {
    const { platform, world } = given;
    const refusal = (input: object, ...rules: string[]) =>
      expectRefusal(platform, world.shanghai, 'logContribution', gift({ project: world.project, ...input }), ...rules);
    await refusal({ amount: '-1', occurredOn: '2999-01-01' }, 'AMOUNT_NOT_POSITIVE', 'DATE_IN_FUTURE');
    await refusal({ places: [{ place: '999999' }] }, 'NOT_FOUND');
    await expectRefusal(platform, undefined, 'logContribution', gift({ project: world.project }), 'UNAUTHENTICATED');
  });

  test('partners are found by any part of their name', async () => {
    const { partners } = await given.platform.read('{ partners(first: 100, filter: { search: "浦东" }) { nodes { nameZh } } }');
    expect(partners.nodes).toContainEqual({ nameZh: '上海市浦东新区' });
  });

  test('a storm of writes ends, and leaves every invariant standing', async () => {
    const { platform, world } = given;
    const tally = await storm(platform, world, { clients: 50, writes: 8, seed: 11 });
    expect(Object.keys(tally).filter((outcome) => / (UNEXPECTED|INTERNAL)/.test(outcome))).toEqual([]);
    expect(await brokenChecks(platform.owner)).toEqual({});
  }, 60_000);
});
