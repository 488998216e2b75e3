import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { decodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { accepted } from '../impact/asking.js';
import { codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, keyIn, OTHER_COUNTY, SECTOR } from '../support/world.js';

const given = useWorld();

/** Nine gifts of Shanghai in one county, four in another, and two of the chamber in the first. */
beforeAll(async () => {
  const { platform, world } = given;
  const other = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: OTHER_COUNTY }] });
  const village = await approvedProject(platform, world.chamber, world.office, {
    programme: 'TEN_THOUSAND_ENTERPRISES',
    places: [{ place: world.villageId }],
  });
  for (let nth = 0; nth < 9; nth += 1) await accepted(platform, world.shanghai, world.office, { project: world.project });
  for (let nth = 0; nth < 4; nth += 1) await accepted(platform, world.shanghai, world.office, { project: other, occurredOn: '2019-05-01' });
  for (let nth = 0; nth < 2; nth += 1) await accepted(platform, world.chamber, world.office, { project: village });
  await platform.done(world.shanghai, 'logContribution', {
    ...{ project: world.project, flowClass: 'DONATION', amount: '1', occurredOn: '2020-05-01' },
  });
}, 120_000);

const draw = (input: object) => given.platform.done(given.world.auditor, 'drawSample', { title: '年度抽查', ...input });

interface Told {
  readonly seed: string;
  readonly frameSize: number;
  readonly frameSha256: string;
  readonly frame: readonly { readonly name: string; readonly stratum: string }[];
  readonly names: readonly string[];
}

/** A sample with its frame and its rows, all that is needed to draw it again. */
async function told(sample: string): Promise<Told> {
  const { node } = await given.platform.read(
    `query ($id: ID!) { node(id: $id) { ... on AuditSample { seed frameSize frameSha256 frame(first: 1000) { name stratum }
      rows(first: 100) { nodes { ordinal contribution { id } project { id } } } } } }`,
    { as: given.world.auditor, variables: { id: sample } },
  );
  const rows = node.rows.nodes as { ordinal: number; contribution: { id: string } | null; project: { id: string } | null }[];
  expect(rows.map(({ ordinal }) => ordinal)).toEqual(rows.map((_, index) => index + 1));
  const names = rows.map(({ contribution, project }) => decodeId(contribution?.id ?? project?.id ?? '')).map((id) => `${id?.type}:${id?.key}`);
  return { ...node, names };
}

/** The draw as the documentation says it, by nobody's code but Node's. */
function drawnAgain({ frame, seed }: Told, { size, rate }: { size?: number; rate?: number }): string[] {
  const hashOf = (name: string) => createHash('sha256').update(`${seed} ${name}`, 'utf8').digest('hex');
  const strata = [...new Set(frame.map(({ stratum }) => stratum))].sort((a, b) => Number(a) - Number(b));
  return strata.flatMap((stratum) => {
    const names = frame.flatMap((row) => (row.stratum === stratum ? row.name : []));
    const inOrder = names.sort((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1));
    return inOrder.slice(0, size ?? Math.ceil((rate ?? 0) * names.length));
  });
}

describe('a sample', () => {
  test.each([
    ['of the whole', { size: 5 }, 15],
    ['by partner', { size: 2, strata: 'PARTNER' }, 15],
    ['by county, as a part of each', { rate: '0.3', strata: 'COUNTY' }, 15],
    ['of one programme and place', { size: 3, frame: { programme: 'EAST_WEST', place: COUNTY } }, 9],
    ['of a year', { rate: '1', frame: { from: '2019-01-01', to: '2019-12-31' } }, 4],
    ['of a partner', { size: 100, frame: { partner: 'SHANGHAI' } }, 13],
    ['of projects', { size: 2, subject: 'PROJECTS', strata: 'COUNTY' }, 3],
  ])('%s is drawn again by whoever has its frame', async (_what, input: Record<string, unknown>, frameSize) => {
    const frame = input.frame as { partner?: string } | undefined;
    const named = frame?.partner ? { ...input, frame: { partner: given.world.shanghaiId } } : input;
    const sample = await told(await draw({ ...named, seed: 'lottery-2020-36' }));
    expect([sample.seed, sample.frameSize, sample.frame.length]).toEqual(['lottery-2020-36', frameSize, frameSize]);
    const lines = sample.frame.map(({ name }) => `${name}\n`).join('');
    expect(sample.frameSha256).toBe(createHash('sha256').update(lines, 'utf8').digest('hex'));
    const { size, rate } = input as { size?: number; rate?: string };
    expect(sample.names).toEqual(drawnAgain(sample, { ...(size !== undefined && { size }), ...(rate !== undefined && { rate: Number(rate) }) }));
    expect(sample.names.length).toBeGreaterThan(0);
  });

  test('of projects is drawn from those that were approved, and not from a proposal that waits or was sent back', async () => {
    const { platform, world } = given;
    const proposal = { programme: 'EAST_WEST', nameZh: '未批', sector: SECTOR, places: [{ place: COUNTY }] };
    const proposed = await platform.done(world.shanghai, 'proposeProject', proposal);
    const returned = await platform.done(world.shanghai, 'proposeProject', { ...proposal, nameZh: '退回' });
    await platform.done(world.office, 'returnProject', { project: returned, reason: '请补充' });
    const { frame } = await told(await draw({ subject: 'PROJECTS', rate: '1' }));
    const names = frame.map(({ name }) => name);
    expect(names).toContain(`Project:${keyIn(world.project)}`);
    for (const project of [proposed, returned]) expect(names).not.toContain(`Project:${keyIn(project)}`);
  });

  test('by another seed is another one, and by none has one of its own', async () => {
    const several = [
      await draw({ size: 5, seed: 'one-seed' }),
      await draw({ size: 5, seed: 'another-seed' }),
      await draw({ size: 5 }),
      await draw({ size: 5 }),
    ];
    const samples = await Promise.all(several.map(told));
    expect(new Set(samples.map(({ names }) => names.join())).size).toBeGreaterThan(1);
    expect(new Set(samples.map(({ seed }) => seed)).size).toBe(4);
  });

  test('stays as it was drawn, whatever is accepted later, and whoever writes', async () => {
    const { platform, world } = given;
    const sample = await draw({ size: 3 });
    const before = await told(sample);
    await accepted(platform, world.shanghai, world.office, { project: world.project, occurredOn: '2018-01-01' });
    expect(await told(sample)).toEqual(before);
    for (const change of [
      `update audit_sample set seed = 'other-seed'`,
      'delete from audit_sample_row',
      'update audit_sample_row set ordinal = ordinal + 100',
    ]) {
      await expect(platform.rows(sql.raw(change))).rejects.toThrow(/append-only/);
    }
    expect(await brokenChecks(platform.owner, ['samples_can_be_drawn_again'])).toEqual({});
  });

  test('is refused without rows, with too many, or without a clear size', async () => {
    const { platform, world } = given;
    const refused = (input: object, ...rules: string[]) =>
      expectRefusal(platform, world.auditor, 'drawSample', { title: '抽查', ...input }, ...rules);
    await refused({ size: 1, frame: { from: '1999-01-01', to: '1999-12-31' } }, 'FRAME_EMPTY');
    await refused({}, 'SIZE_OR_RATE');
    await refused({ size: 1, rate: '0.5' }, 'SIZE_OR_RATE');
    await refused({ size: 0 }, 'SIZE_OUT_OF_RANGE');
    await refused(
      { rate: '1.1', seed: 'short', frame: { from: '2020-01-02', to: '2020-01-01' } },
      'RATE_OUT_OF_RANGE',
      'SEED_MALFORMED',
      'DAYS_REVERSED',
    );
  });

  test('is for those who see everything, and for everybody once it is published', async () => {
    const { platform, world } = given;
    const sample = await draw({ size: 2 });
    const seen = async (as?: typeof world.office) =>
      (await platform.read('query ($id: ID!) { node(id: $id) { ... on AuditSample { rows { totalCount } } } }', { as, variables: { id: sample } }))
        .node;
    expect([await seen(), await seen(world.shanghai), await seen(world.county)]).toEqual([null, null, null]);
    expect([await seen(world.office), await seen(world.auditor)]).toEqual([{ rows: { totalCount: 2 } }, { rows: { totalCount: 2 } }]);
    await platform.done(world.auditor, 'publishSample', { sample });
    expect(await seen()).toEqual({ rows: { totalCount: 2 } });
    expect(codeOf(await platform.write(world.auditor, 'publishSample', { sample }))).toBe('CONFLICT');
  });

  test('is drawn under the program’s own role by auditors alone', async () => {
    const { platform } = given;
    await expect(
      platform.database.pool.transaction(async (transaction) => {
        await transaction.send("select set_config('xieshou.role', 'PARTNER', true)", []);
        return transaction.send(
          "select draw_audit_sample('x', 'Contribution', null, null, null, null, null, 'NONE', '12345678', 1, null, null, null, false, 100)",
          [],
        );
      }),
    ).rejects.toThrow(/by auditors/);
  });
});
