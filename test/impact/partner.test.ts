import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, OTHER_COUNTY, registerPartner, SECTOR } from '../support/world.js';
import { accepted, impactOf, MONEY, moneyOf, moneyOfNode, told } from './asking.js';

describe("a partner's page", () => {
  const given = useWorld();
  let pudongId: string;
  let zhuhaiId: string;

  /** Pudong is Shanghai's, Zhuhai Guangdong's; each gives 10 yuan under a pairing of its own. */
  beforeAll(async () => {
    const { platform, world } = given;
    const gives = async (name: string, amount: string) => {
      const [partner] = await platform.rows<{ id: string }>(sql`select id::text as id from partner where name_zh = ${name}`);
      const id = encodeId('Partner', partner?.id ?? '');
      const account = await platform.account('PARTNER', { partnerId: partner?.id ?? '' });
      await platform.done(world.office, 'agreePairing', {
        programme: 'EAST_WEST',
        partner: id,
        place: COUNTY,
        startedOn: '2012-01-01',
        endedOn: '2014-12-31',
      });
      const project = await approvedProject(platform, account, world.office, { places: [{ place: COUNTY }] });
      await accepted(platform, account, world.office, { project, amount, occurredOn: '2013-05-01' });
      return id;
    };
    pudongId = await gives('上海市浦东新区', '10');
    zhuhaiId = await gives('珠海市', '20');
    await accepted(platform, world.shanghai, world.office, { project: world.project, amount: '100' });
  });

  test('has what its districts gave, and not what those of others did', async () => {
    const { platform, world } = given;
    expect(await moneyOfNode(platform, 'Partner', world.shanghaiId)).toEqual(['DONATION DISBURSED 11000/11000 in 2']);
    expect(await moneyOfNode(platform, 'Partner', world.guangdongId)).toEqual(['DONATION DISBURSED 2000/2000 in 1']);
    expect(await moneyOf(platform, null, `partner: "${world.shanghaiId}"`)).toEqual(['DONATION DISBURSED 11000/11000 in 2']);
  });

  test("of a district has not what the district's province gave", async () => {
    expect(await moneyOfNode(given.platform, 'Partner', pudongId)).toEqual(['DONATION DISBURSED 1000/1000 in 1']);
    expect(await moneyOfNode(given.platform, 'Partner', zhuhaiId)).toEqual(['DONATION DISBURSED 2000/2000 in 1']);
  });

  test('counts its districts among the partners, and their pairings among its own', async () => {
    const { node } = await given.platform.read(
      `{ node(id: "${given.world.shanghaiId}") { ... on Partner { impact { counts { partners pairings } breakdown(by: [PARTNER]) { totalCount } } } } }`,
    );
    expect(node.impact).toMatchObject({ counts: { partners: 2 }, breakdown: { totalCount: 2 } });
    const { counts } = await impactOf(given.platform, null, 'counts { pairings }', `partner: "${pudongId}", place: "${COUNTY}", toYear: 2014`);
    expect(counts.pairings).toBe(1);
    const of = await impactOf(given.platform, null, 'counts { pairings }', `partner: "${given.world.shanghaiId}", place: "${COUNTY}", toYear: 2014`);
    expect(of.counts.pairings).toBe(1);
  });

  test('asked for another partner or place as well is about what both have', async () => {
    const { platform, world } = given;
    const of = async (owner: string, filter: string) => {
      const { owner: found } = await platform.read(`{ owner: ${owner} { ... on Partner { impact(filter: { ${filter} }) { ${MONEY} } } } }`);
      return found.impact.money.map(told);
    };
    const ofShanghai = (filter: string) => of(`node(id: "${world.shanghaiId}")`, filter);
    expect(await ofShanghai(`partner: "${world.shanghaiId}"`)).toEqual(['DONATION DISBURSED 11000/11000 in 2']);
    expect(await ofShanghai(`partner: "${pudongId}"`)).toEqual(['DONATION DISBURSED 1000/1000 in 1']);
    expect(await of(`node(id: "${pudongId}")`, `partner: "${world.shanghaiId}"`)).toEqual(['DONATION DISBURSED 1000/1000 in 1']);
    expect(await ofShanghai(`partner: "${zhuhaiId}"`)).toEqual([]);
    expect(await ofShanghai(`partnerHome: "44"`)).toEqual([]);

    const ofPlace = (place: string, filter: string) => moneyOf(platform, `place(code: "${place}")`, filter);
    const all = ['DONATION DISBURSED 13000/13000 in 3'];
    for (const [place, within] of [
      [COUNTY, '5333'],
      ['5333', COUNTY],
      [COUNTY, COUNTY],
      ['53', '5333'],
    ] as const) {
      expect([place, within, await ofPlace(place, `place: "${within}"`)]).toEqual([place, within, all]);
    }
    expect(await ofPlace(COUNTY, `place: "${OTHER_COUNTY}"`)).toEqual([]);
    expect(await ofPlace('5333', `place: "5306"`)).toEqual([]);
  });

  test('in a county and of a sector is about all three', async () => {
    const { platform, world } = given;
    const of = (sector: string) => moneyOf(platform, null, `partner: "${world.shanghaiId}", place: "${COUNTY}", sector: "${sector}"`);
    expect(await of(SECTOR)).toEqual(['DONATION DISBURSED 11000/11000 in 2']);
    expect(await of('11120')).toEqual([]);
  });

  test('of all stands beside its projects and its partners, by whatever it is broken down', async () => {
    const cells = async (by: string, key: string) => {
      const { breakdown } = await impactOf(given.platform, null, `breakdown(by: [${by}]) { nodes { ${key} projects partners } }`);
      return breakdown.nodes.map(({ projects, partners }: { projects: number; partners: number }) => `${projects} ${partners}`).sort();
    };
    expect(await cells('PARTNER', 'partner { id }')).toEqual(['1 1', '1 1', '1 1']);
    expect(await cells('PARTNER_KIND', 'partnerKind')).toEqual(['1 1', '2 2']);
    expect(await cells('COUNTY', 'county { code }')).toEqual(['3 3']);
    expect(await cells('SECTOR', 'sector { code }')).toEqual(['3 3']);
  });

  test('is the same by where the givers are at home', async () => {
    expect(await moneyOf(given.platform, null, 'partnerHome: "31"')).toEqual(['DONATION DISBURSED 11000/11000 in 2']);
    expect(await moneyOf(given.platform, null, 'partnerHome: "310115"')).toEqual(['DONATION DISBURSED 1000/1000 in 1']);
    expect(await moneyOf(given.platform, null, 'partnerKinds: [EASTERN_DISTRICT]')).toEqual(['DONATION DISBURSED 3000/3000 in 2']);
  });
});

describe('the page of a chamber and of a group', () => {
  const given = useWorld();
  let group: { id: string };

  beforeAll(async () => {
    const { platform, world } = given;
    const { office, chamber, member, villageId } = world;
    const programme = { programme: 'TEN_THOUSAND_ENTERPRISES' };
    group = await registerPartner(platform, office, { kind: 'ENTERPRISE', nameZh: '试验集团' });
    const subsidiary = await registerPartner(platform, office, { kind: 'ENTERPRISE', nameZh: '试验集团子公司', parent: group.id });
    for (const partner of [subsidiary.id, world.memberId]) {
      await platform.done(office, 'agreePairing', { ...programme, partner, place: villageId, startedOn: '2015-01-01' });
    }
    const projectOf = (lead: typeof member) => approvedProject(platform, lead, office, { ...programme, places: [{ place: villageId }] });
    await accepted(platform, member, office, { project: await projectOf(member), amount: '7' });
    await accepted(platform, member, office, { project: await projectOf(chamber), amount: '20', through: world.chamberId });
    await accepted(platform, chamber, office, { project: await projectOf(chamber), amount: '100' });
    await accepted(platform, subsidiary.account, office, { project: await projectOf(subsidiary.account), amount: '50' });
  });

  test('of a chamber has what it gave and what went through it, not what its members gave by themselves', async () => {
    expect(await moneyOfNode(given.platform, 'Partner', given.world.chamberId)).toEqual(['DONATION DISBURSED 12000/12000 in 2']);
  });

  test('of a member has all that it gave', async () => {
    expect(await moneyOfNode(given.platform, 'Partner', given.world.memberId)).toEqual(['DONATION DISBURSED 2700/2700 in 2']);
  });

  test('of a group has what its subsidiaries gave', async () => {
    expect(await moneyOfNode(given.platform, 'Partner', group.id)).toEqual(['DONATION DISBURSED 5000/5000 in 1']);
  });

  test('and all together count each gift once', async () => {
    expect(await moneyOf(given.platform, null)).toEqual(['DONATION DISBURSED 17700/17700 in 4']);
  });
});
