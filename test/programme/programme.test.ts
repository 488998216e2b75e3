import { expect, test } from '@jest/globals';
import { useWorld } from '../support/use-world.js';

const given = useWorld();

test('the five programmes of the guide are there, and two more that pairings need', async () => {
  const { programmes } = await given.platform.read('{ programmes { code nameZh nameEn descriptionZh descriptionEn } }');
  expect(programmes.map(({ code }: { code: string }) => code)).toEqual([
    'DEPARTMENT_HOOKUP',
    'EAST_WEST',
    'ENTERPRISE_GROUP',
    'FIXED_POINT',
    'INTRA_PROVINCE',
    'SOCIAL_DONATION',
    'TEN_THOUSAND_ENTERPRISES',
  ]);
});

test('a programme says which kinds of partner pair with which levels of place', async () => {
  const { programme } = await given.platform.read('{ programme(code: TEN_THOUSAND_ENTERPRISES) { nameZh levels { partnerKind placeLevel } } }');
  expect(programme).toEqual({
    nameZh: '万企帮万村',
    levels: [
      { partnerKind: 'CHAMBER_OF_COMMERCE', placeLevel: 'VILLAGE' },
      { partnerKind: 'ENTERPRISE', placeLevel: 'VILLAGE' },
    ],
  });
});

test('sectors are DAC purpose codes of five digits, each with a name in both languages', async () => {
  const { sectors } = await given.platform.read('{ sectors { code nameZh nameEn } }');
  expect(sectors.length).toBeGreaterThan(10);
  for (const { code, nameZh, nameEn } of sectors)
    expect([code, nameZh, nameEn]).toEqual([
      expect.stringMatching(/^\d{5}$/),
      expect.stringMatching(/\p{Script=Han}/u),
      expect.stringMatching(/[a-z]/),
    ]);
});
