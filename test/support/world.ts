import { creditCodeCheckCharacter } from '../../src/shared/credit-code.js';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import type { Account, Platform } from './platform.js';

/** Who acts in most tests, and the few things that they act on. Made through the API, but for accounts. */
export interface World {
  readonly office: Account;
  /** Another account of the office. */
  readonly otherOffice: Account;
  readonly auditor: Account;
  readonly administrator: Account;
  readonly shanghai: Account;
  readonly guangdong: Account;
  /** 怒江 533, 福贡县 533323, 匹河怒族乡 533323201, 托坪村 in it, and 兰坪县 533325 next to it. */
  readonly province: Account;
  readonly prefecture: Account;
  readonly county: Account;
  readonly otherCounty: Account;
  readonly township: Account;
  readonly village: Account;
  readonly villageId: string;
  readonly enterprise: Account;
  readonly enterpriseId: string;
  readonly chamber: Account;
  readonly chamberId: string;
  /** A firm that is a member of the chamber. */
  readonly member: Account;
  readonly memberId: string;
  readonly shanghaiId: string;
  readonly guangdongId: string;
  /** Shanghai with the whole province under EAST_WEST, since 2012. */
  readonly pairing: string;
  /** Shanghai's, in 福贡县, approved. */
  readonly project: string;
  /** Shanghai's, and the county's own. */
  readonly fund: string;
  readonly countyFund: string;
}

export const COUNTY = '533323';
export const OTHER_COUNTY = '533325';
export const SECTOR = '31120';

export async function createWorld(platform: Platform): Promise<World> {
  const { done, account } = platform;
  // Most tests begin with projects that are approved at once; those of public notice ask for it again.
  await platform.rows(sql`update programme set notice_days = 0`);
  const office = await account('PROGRAMME_OFFICE');
  const placeStaff = async (code: string) => account('PLACE', { placeId: await placeKey(platform, code) });
  const villageKey = await placeKey(platform, '托坪村');
  const shanghaiKey = await partnerKey(platform, '上海市');
  const guangdongKey = await partnerKey(platform, '广东省');
  const shanghai = await account('PARTNER', { partnerId: shanghaiKey });

  const enterprise = await registerPartner(platform, office, { kind: 'ENTERPRISE', nameZh: '怒江试验农业公司' });
  const chamber = await registerPartner(platform, office, { kind: 'CHAMBER_OF_COMMERCE', nameZh: '试验商会' });
  const member = await registerPartner(platform, office, { kind: 'ENTERPRISE', nameZh: '商会会员公司', parent: chamber.id });

  const pairing = await done(office, 'agreePairing', {
    programme: 'EAST_WEST',
    partner: encodeId('Partner', shanghaiKey),
    place: '53',
    startedOn: '2012-01-01',
  });
  for (const partner of [enterprise, chamber]) {
    await done(office, 'agreePairing', {
      programme: 'TEN_THOUSAND_ENTERPRISES',
      partner: partner.id,
      place: encodeId('Place', villageKey),
      startedOn: '2015-01-01',
    });
  }
  const county = await placeStaff(COUNTY);
  return {
    office,
    otherOffice: await account('PROGRAMME_OFFICE'),
    auditor: await account('AUDITOR'),
    administrator: await account('ADMINISTRATOR'),
    shanghai,
    guangdong: await account('PARTNER', { partnerId: guangdongKey }),
    province: await placeStaff('53'),
    prefecture: await placeStaff('5333'),
    county,
    otherCounty: await placeStaff(OTHER_COUNTY),
    township: await placeStaff('533323201'),
    village: await account('PLACE', { placeId: villageKey }),
    villageId: encodeId('Place', villageKey),
    enterprise: enterprise.account,
    enterpriseId: enterprise.id,
    chamber: chamber.account,
    chamberId: chamber.id,
    member: member.account,
    memberId: member.id,
    shanghaiId: encodeId('Partner', shanghaiKey),
    guangdongId: encodeId('Partner', guangdongKey),
    pairing,
    project: await approvedProject(platform, shanghai, office, { places: [{ place: COUNTY }] }),
    fund: await done(shanghai, 'openFund', { programme: 'EAST_WEST', nameZh: '上海帮扶资金池', openedOn: '2012-01-01' }),
    countyFund: await done(county, 'openFund', { programme: 'EAST_WEST', nameZh: '福贡县帮扶资金池', openedOn: '2012-01-01' }),
  };
}

/** A project of the account's partner under EAST_WEST, or what else is given, approved by the office. */
export async function approvedProject({ done }: Platform, lead: Account, office: Account, input: object): Promise<string> {
  const project = await done(lead, 'proposeProject', { programme: 'EAST_WEST', nameZh: '试验项目', sector: SECTOR, ...input });
  return done(office, 'approveProject', { project });
}

/** A cash gift of 100 yuan, or what else is given. */
export function gift(input: object): object {
  return { flowClass: 'DONATION', amount: '100', occurredOn: '2020-05-01', ...input };
}

/** A proposal of the account's partner under a programme that asks for a week of public notice, as every programme does by itself. */
export async function proposalWithNotice({ done, rows }: Platform, lead: Account, input: object = {}): Promise<string> {
  await rows(sql`update programme set notice_days = default where code = 'SOCIAL_DONATION'`);
  return done(lead, 'proposeProject', { programme: 'SOCIAL_DONATION', nameZh: '试验项目', sector: SECTOR, places: [{ place: COUNTY }], ...input });
}

let registered = 0;

export async function registerPartner(platform: Platform, office: Account, input: object): Promise<{ id: string; account: Account }> {
  const id = await platform.done(office, 'registerPartner', { creditCode: newCreditCode(), ...input });
  return { id, account: await platform.account('PARTNER', { partnerId: keyIn(id) }) };
}

/** A valid code that no test has used yet, outside the range of the generated examples. */
export function newCreditCode(): string {
  registered += 1;
  const first17 = `91530000MA${String(registered).padStart(7, '0')}`;
  return first17 + creditCodeCheckCharacter(first17);
}

/** The key in the database of the row that an id names. */
export function keyIn(id: string): string {
  return Buffer.from(id, 'base64url').toString().split(':')[1] ?? '';
}

async function placeKey({ rows }: Platform, codeOrName: string): Promise<string> {
  const [place] = await rows<{ id: string }>(sql`select id::text as id from place where ${codeOrName} in (code, name_zh)`);
  if (!place) throw new Error(`Expected a place of the reference, got "${codeOrName}"`);
  return place.id;
}

async function partnerKey({ rows }: Platform, name: string): Promise<string> {
  const [partner] = await rows<{ id: string }>(sql`select id::text as id from partner where name_zh = ${name}`);
  if (!partner) throw new Error(`Expected a partner of the reference, got "${name}"`);
  return partner.id;
}
