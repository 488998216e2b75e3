import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from '../../src/shared/sql.js';
import { brokenChecks } from '../support/checks.js';
import { contributionOf } from '../support/contribution.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, OTHER_COUNTY, SECTOR } from '../support/world.js';

const given = useWorld();
const COUNTIES = ['533301', COUNTY, '533324', OTHER_COUNTY];
const SECTORS = [SECTOR, '11120', '11220'];

const fenOf = (parts: readonly { amount: { fen: string } | null }[]) => parts.map(({ amount }) => amount?.fen);

async function log(input: object) {
  const { platform, world } = given;
  const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '5333' }] });
  const id = await platform.done(world.shanghai, 'logContribution', gift({ project, ...input }));
  return contributionOf(platform, id, world.shanghai);
}

test('100 yuan over three places at 1/3 each gives 33.34, 33.33 and 33.33', async () => {
  const row = await log({ places: COUNTIES.slice(0, 3).map((place) => ({ place, share: '1/3' })) });
  expect(fenOf(row?.places ?? [])).toEqual(['3334', '3333', '3333']);
  expect(row?.places.map(({ share, place }) => [place.code, share])).toEqual(COUNTIES.slice(0, 3).map((code) => [code, '1/3']));
});

test('33.33 %, 33.33 % and 33.34 % of 100 yuan are what they say', async () => {
  const row = await log({ places: ['33.33%', '33.33%', '33.34%'].map((share, index) => ({ place: COUNTIES[index], share })) });
  expect(fenOf(row?.places ?? [])).toEqual(['3333', '3333', '3334']);
});

test('one fen over three places goes to the first', async () => {
  const row = await log({ amount: '0.01', places: COUNTIES.slice(0, 3).map((place) => ({ place, share: '1/3' })) });
  expect(fenOf(row?.places ?? [])).toEqual(['1', '0', '0']);
});

test('one place without a share has all of it', async () => {
  const row = await log({ places: [{ place: COUNTY }] });
  expect(row?.places).toEqual([{ place: { code: COUNTY }, share: '100%', amount: { fen: '10000' } }]);
});

test("without places of its own it goes where its project goes, with the project's shares", async () => {
  const { platform, world } = given;
  const places = COUNTIES.slice(0, 3).map((place) => ({ place, share: '1/3' }));
  const project = await approvedProject(platform, world.shanghai, world.office, { places });
  const row = await contributionOf(platform, await platform.done(world.shanghai, 'logContribution', gift({ project })), world.shanghai);
  expect(fenOf(row?.places ?? [])).toEqual(['3334', '3333', '3333']);
  expect(row?.sectors).toEqual([{ sector: { code: SECTOR }, share: '100%', amount: { fen: '10000' } }]);
});

test('sectors carry shares of their own, exact to the fen beside the places', async () => {
  const row = await log({
    places: COUNTIES.slice(0, 3).map((place) => ({ place, share: '1/3' })),
    sectors: SECTORS.map((sector) => ({ sector, share: '1/3' })),
  });
  expect(fenOf(row?.places ?? [])).toEqual(['3334', '3333', '3333']);
  expect(fenOf(row?.sectors ?? [])).toEqual(['3334', '3333', '3333']);
});

test('the largest amount over four places sums exactly', async () => {
  const row = await log({ amount: '9999999999999.99', places: COUNTIES.map((place) => ({ place, share: '1/4' })) });
  expect(fenOf(row?.places ?? []).reduce((sum, fen) => sum + BigInt(fen ?? 0), 0n)).toBe(999_999_999_999_999n);
});

describe('reported for the set', () => {
  const SET = { places: [{ place: COUNTY }, { place: OTHER_COUNTY }], reportedForSet: true };

  test('a contribution is never split', async () => {
    const row = await log(SET);
    expect(row).toMatchObject({ placeMode: 'SET', amount: { fen: '10000' } });
    expect(row?.places).toEqual([COUNTY, OTHER_COUNTY].map((code) => ({ place: { code }, share: null, amount: null })));
  });

  test('it lies at the smallest place that holds the whole set', async () => {
    await log(SET);
    const { platform } = given;
    const rows = await platform.rows(sql`
      select distinct code from contribution_part part join place on place.id = part.place_id
      join contribution on contribution.id = contribution_id where contribution.place_mode = 'SET'`);
    expect(rows).toEqual([{ code: '5333' }]);
  });

  test("without places of its own it is reported for its project's, though these have shares", async () => {
    const { platform, world } = given;
    const places = [COUNTY, OTHER_COUNTY].map((place) => ({ place, share: '50%' }));
    const project = await approvedProject(platform, world.shanghai, world.office, { places });
    const id = await platform.done(world.shanghai, 'logContribution', gift({ project, reportedForSet: true }));
    const row = await contributionOf(platform, id, world.shanghai);
    expect(row?.placeMode).toBe('SET');
    expect(row?.places).toEqual([COUNTY, OTHER_COUNTY].map((code) => ({ place: { code }, share: null, amount: null })));
  });

  test('it is found at each of its places and above them', async () => {
    const id = (await log(SET))?.id;
    const { platform, world } = given;
    for (const code of [COUNTY, OTHER_COUNTY, '5333', '53']) {
      const { place } = await platform.read(`{ place(code: "${code}") { contributions(first: 100) { nodes { id } } } }`, { as: world.shanghai });
      expect(place.contributions.nodes).toContainEqual({ id });
    }
    const { place } = await platform.read('{ place(code: "533324") { contributions(first: 100) { nodes { id } } } }', { as: world.shanghai });
    expect(place.contributions.nodes).not.toContainEqual({ id });
  });

  test('a project of a set passes its set on', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, SET);
    const row = await contributionOf(platform, await platform.done(world.shanghai, 'logContribution', gift({ project })), world.shanghai);
    expect(row?.placeMode).toBe('SET');
    expect(row?.places).toHaveLength(2);
  });
});

describe('whatever the amount and the shares', () => {
  const amounts = fc.bigInt({ min: 1n, max: 999_999_999_999_999n });
  const weights = (most: number) => fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: most });
  const sharesOf = (parts: readonly number[]) => {
    const whole = parts.reduce((sum, part) => sum + part, 0);
    return parts.map((part) => `${part}/${whole}`);
  };

  test('the parts over places, and those over sectors, sum to the amount and follow the shares', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '5333' }] });
    await fc.assert(
      fc.asyncProperty(amounts, weights(4), weights(3), async (fen, placeWeights, sectorWeights) => {
        const places = sharesOf(placeWeights).map((share, index) => ({ place: COUNTIES[index], share }));
        const sectors = sharesOf(sectorWeights).map((share, index) => ({ sector: SECTORS[index], share }));
        const amount = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
        const id = await platform.done(world.shanghai, 'logContribution', gift({ project, amount, places, sectors }));
        const row = await contributionOf(platform, id, world.shanghai);
        for (const parts of [row?.places ?? [], row?.sectors ?? []]) {
          expect(fenOf(parts).reduce((sum, part) => sum + BigInt(part ?? 0), 0n)).toBe(fen);
        }
      }),
      { numRuns: 40 },
    );
    expect(await brokenChecks(platform.owner)).toEqual({});
  });
});
