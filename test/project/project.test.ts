import { describe, expect, test } from '@jest/globals';
import { codeOf, reasonOf } from '../support/answer.js';
import { booksOf, expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, OTHER_COUNTY, registerPartner, SECTOR } from '../support/world.js';

const given = useWorld();

const proposal = (input: object = {}) => ({ programme: 'EAST_WEST', nameZh: '试验项目', sector: SECTOR, places: [{ place: COUNTY }], ...input });
const propose = (input: object = {}) => given.platform.done(given.world.shanghai, 'proposeProject', proposal(input));
const refuses = (input: object, ...rules: string[]) =>
  expectRefusal(given.platform, given.world.shanghai, 'proposeProject', proposal(input), ...rules);
const FIELDS = `status version nameZh placeMode place { code } budget { yuan } plannedStartOn actualStartOn places { place { code } share } pairings { id }
  village { nameZh } township { code } county { code } prefecture { code } leadPartner { id }`;
const see = async (id: string) =>
  (await given.platform.read(`query ($id: ID!) { node(id: $id) { ... on Project { ${FIELDS} } } }`, { as: given.world.shanghai, variables: { id } }))
    .node;

describe('a proposal', () => {
  test("is led by the viewer's partner, under its pairing, and waits for approval", async () => {
    const { world } = given;
    expect(await see(await propose({ budget: '120000.50' }))).toMatchObject({
      status: 'PROPOSED',
      version: 1,
      leadPartner: { id: world.shanghaiId },
      budget: { yuan: '120000.50' },
      placeMode: 'SHARED',
      places: [{ place: { code: COUNTY }, share: '100%' }],
      pairings: [{ id: world.pairing }],
    });
  });

  test('over several places lies at the smallest that holds them all', async () => {
    const places = [
      { place: COUNTY, share: '1/3' },
      { place: OTHER_COUNTY, share: '2/3' },
    ];
    expect(await see(await propose({ places }))).toMatchObject({
      place: { code: '5333' },
      county: null,
      prefecture: { code: '5333' },
      places: [{ share: '1/3' }, { share: '2/3' }],
    });
    const wide = [{ place: COUNTY }, { place: '530124' }];
    expect(await see(await propose({ places: wide, reportedForSet: true }))).toMatchObject({
      placeMode: 'SET',
      place: { code: '53' },
      places: [{ share: null }, { share: null }],
    });
  });

  test('in a village says its township, county and prefecture', async () => {
    expect(await see(await propose({ places: [{ place: given.world.villageId }] }))).toMatchObject({
      village: { nameZh: '托坪村' },
      township: { code: '533323201' },
      county: { code: COUNTY },
      prefecture: { code: '5333' },
    });
  });

  test.each([
    [
      'shares of 99.99 %',
      {
        places: [
          { place: COUNTY, share: '50%' },
          { place: OTHER_COUNTY, share: '49.99%' },
        ],
      },
      ['SHARES_NOT_WHOLE'],
    ],
    ['no place', { places: [] }, ['PAIRING_MISSING', 'PLACE_COUNT']],
    ['an unknown sector', { sector: '99999' }, ['SECTOR_UNKNOWN']],
    ['an unknown place', { places: [{ place: '123456' }] }, ['NOT_FOUND']],
    [
      'places in two provinces',
      { places: [{ place: COUNTY }, { place: '310115' }], reportedForSet: true },
      ['PLACES_TOO_FAR', 'PLACE_OUTSIDE_PAIRING'],
    ],
    ['an end before the start', { plannedStartOn: '2020-02-01', plannedEndOn: '2020-01-01' }, ['PROJECT_ENDS_BEFORE_START']],
    ['a budget of zero', { budget: '0' }, ['AMOUNT_NOT_POSITIVE']],
    ['a budget with three decimals', { budget: '0.001' }, ['AMOUNT_TOO_PRECISE']],
    ['a budget of 10^15 fen', { budget: '10000000000000' }, ['AMOUNT_TOO_LARGE']],
    ['a name of 10,000 characters', { nameZh: '名'.repeat(10_000) }, ['TEXT_TOO_LONG']],
    ['a name with a zero-width joiner', { nameZh: '项\u200d目' }, ['TEXT_INVISIBLE_CHARACTER']],
    ['a name with a right-to-left isolate', { nameZh: '\u2067项目' }, ['TEXT_BIDIRECTIONAL_CONTROL']],
    ['a description of 2,001 characters', { description: '述'.repeat(2001) }, ['TEXT_TOO_LONG']],
    ['a programme without a pairing', { programme: 'FIXED_POINT' }, ['PAIRING_MISSING']],
  ])('does not have %s', (_, input, rules) => refuses(input, ...rules));

  test("is done under the partner's own pairing, of the programme, that reaches the place", async () => {
    const { platform, world } = given;
    const agree = (input: object) => platform.done(world.office, 'agreePairing', { programme: 'EAST_WEST', startedOn: '2012-01-01', ...input });
    const others = await agree({ partner: world.guangdongId, place: COUNTY });
    await refuses({ pairings: [others] }, 'PAIRING_OF_OTHERS');
    await propose({ pairings: [others, world.pairing] });
    const social = await agree({ programme: 'SOCIAL_DONATION', partner: world.enterpriseId, place: COUNTY });
    await expectRefusal(platform, world.enterprise, 'proposeProject', proposal({ pairings: [social] }), 'PAIRING_OF_ANOTHER_PROGRAMME');
    await expectRefusal(
      platform,
      world.guangdong,
      'proposeProject',
      proposal({ places: [{ place: OTHER_COUNTY }], pairings: [others] }),
      'PLACE_OUTSIDE_PAIRING',
    );
    await refuses({ pairings: [world.fund] }, 'NOT_FOUND');
  });

  test('needs no pairing where it is a social donation', async () => {
    await given.platform.done(given.world.enterprise, 'proposeProject', proposal({ programme: 'SOCIAL_DONATION' }));
  });

  test('is made by partners, and by nobody else', async () => {
    const { platform, world } = given;
    for (const as of [world.office, world.county, world.auditor, world.administrator])
      await expectRefusal(platform, as, 'proposeProject', proposal(), 'FORBIDDEN');
    await expectRefusal(platform, undefined, 'proposeProject', proposal(), 'UNAUTHENTICATED');
  });
});

describe('approval', () => {
  test.each(['county', 'prefecture', 'province', 'office'] as const)('is given by the %s', async (who) => {
    const project = await propose();
    await given.platform.done(given.world[who], 'approveProject', { project });
    expect(await see(project)).toMatchObject({ status: 'APPROVED', version: 2 });
  });

  test('is not given by a place that does not hold it, or below the county, or by the partner', async () => {
    const { platform, world } = given;
    const project = await propose({ places: [{ place: world.villageId }] });
    const refusal = (as: typeof world.office, code: string) => expectRefusal(platform, as, 'approveProject', { project }, code);
    await refusal(world.otherCounty, 'NOT_FOUND');
    await refusal(world.guangdong, 'FORBIDDEN');
    await refusal(world.village, 'FORBIDDEN');
    await refusal(world.township, 'FORBIDDEN');
    await refusal(world.shanghai, 'FORBIDDEN');
    await refusal(world.auditor, 'FORBIDDEN');
  });

  test('is given once', async () => {
    const { platform, world } = given;
    const project = await propose();
    const answers = await Promise.all(Array.from({ length: 5 }, () => platform.write(world.office, 'approveProject', { project })));
    expect(answers.map(codeOf).sort()).toEqual([...Array(4).fill('CONFLICT'), null]);
    const answer = await expectRefusal(platform, world.office, 'approveProject', { project }, 'CONFLICT');
    expect(answer.errors[0]?.extensions).toMatchObject({ reason: 'PROJECT_STATUS', project: { id: project, status: 'APPROVED', version: 2 } });
  });
});

describe('a change', () => {
  const approved = () => approvedProject(given.platform, given.world.shanghai, given.world.office, { places: [{ place: COUNTY }] });
  const update = (project: string, version: number, input: object) =>
    given.platform.done(given.world.shanghai, 'updateProject', { project, version, ...input });

  test('leaves what it does not name', async () => {
    const project = await approved();
    await update(project, 2, { nameZh: '新名', actualStartOn: '2020-01-01', status: 'UNDER_WAY' });
    await update(project, 3, { budget: '5' });
    expect(await see(project)).toMatchObject({
      nameZh: '新名',
      actualStartOn: '2020-01-01',
      status: 'UNDER_WAY',
      budget: { yuan: '5.00' },
      version: 4,
    });
  });

  test('to another version than the present one is a conflict and changes nothing', async () => {
    const { platform, world } = given;
    const project = await approved();
    const before = await booksOf(platform);
    for (const version of [1, 3, 0, -1]) {
      const answer = await platform.write(world.shanghai, 'updateProject', { project, version, nameZh: '新名' });
      expect([codeOf(answer), reasonOf(answer)]).toEqual(['CONFLICT', 'VERSION']);
    }
    expect(await booksOf(platform)).toEqual(before);
  });

  test('of many at once to one version is made once', async () => {
    const { platform, world } = given;
    const project = await approved();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => platform.write(world.shanghai, 'updateProject', { project, version: 2, nameZh: `名${index}` })),
    );
    expect(answers.map(codeOf).sort()).toEqual([...Array(7).fill('CONFLICT'), null]);
  });

  test.each([
    ['APPROVED', 'COMPLETED'],
    ['APPROVED', 'PROPOSED'],
    ['PROPOSED', 'APPROVED'],
    ['PROPOSED', 'UNDER_WAY'],
    ['PROPOSED', 'CANCELLED'],
    ['APPROVED', 'WITHDRAWN'],
    ['CANCELLED', 'UNDER_WAY'],
    ['COMPLETED', 'CANCELLED'],
  ])('does not lead from %s to %s', async (from, to) => {
    const { platform, world } = given;
    const project = from === 'PROPOSED' ? await propose() : await approved();
    const steps: Record<string, string[]> = { CANCELLED: ['CANCELLED'], COMPLETED: ['UNDER_WAY', 'COMPLETED'] };
    const reasoned = (status: string) => ({ status, ...(status === 'CANCELLED' && { reason: '资金不足' }) });
    let version = from === 'PROPOSED' ? 1 : 2;
    for (const status of steps[from] ?? []) {
      await update(project, version, reasoned(status));
      version += 1;
    }
    await expectRefusal(platform, world.shanghai, 'updateProject', { project, version, ...reasoned(to) }, 'PROJECT_STATUS_ORDER');
  });

  test('keeps dates in order and out of the future', async () => {
    const { platform, world } = given;
    const project = await approved();
    const refusal = (input: object, ...rules: string[]) =>
      expectRefusal(platform, world.shanghai, 'updateProject', { project, version: 2, ...input }, ...rules);
    await refusal({ actualStartOn: '2999-01-01' }, 'DATE_IN_FUTURE');
    await refusal({ actualStartOn: '2020-02-01', actualEndOn: '2020-01-01' }, 'PROJECT_ENDS_BEFORE_START');
    await refusal({ plannedStartOn: '2020-02-01', plannedEndOn: '2020-01-01' }, 'PROJECT_ENDS_BEFORE_START');
    await refusal({ nameZh: '' }, 'TEXT_EMPTY');
  });

  test("is the leading partner's to make", async () => {
    const { platform, world } = given;
    const project = await approved();
    const refusal = (as: typeof world.office | undefined, code: string) =>
      expectRefusal(platform, as, 'updateProject', { project, version: 2, nameZh: '新名' }, code);
    await refusal(world.guangdong, 'FORBIDDEN');
    await refusal(world.county, 'FORBIDDEN');
    await refusal(world.office, 'FORBIDDEN');
    await refusal(undefined, 'UNAUTHENTICATED');
  });
});

test('a proposal that is given up is not shown to the public after all', async () => {
  const { platform, world } = given;
  const project = await propose({ nameZh: '放弃的申报' });
  await platform.done(world.shanghai, 'updateProject', { project, version: 1, status: 'WITHDRAWN' });
  const seen = await platform.read('query ($id: ID!) { node(id: $id) { id } }', { variables: { id: project } });
  expect(seen.node).toBeNull();
});

test("a partner of one of the project's pairings sees the proposal that it is named in", async () => {
  const { platform, world } = given;
  const { id, account } = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '共建公司' });
  const own = await platform.done(world.office, 'agreePairing', { programme: 'EAST_WEST', partner: id, place: COUNTY, startedOn: '2012-01-01' });
  const project = await propose({ pairings: [own, world.pairing] });
  const { node } = await platform.read('query ($id: ID!) { node(id: $id) { id } }', { as: account, variables: { id: project } });
  expect(node).toEqual({ id: project });
});
