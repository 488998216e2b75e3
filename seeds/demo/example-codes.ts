import { creditCodeCheckCharacter } from '../../src/shared/credit-code.js';

// GB 32100-2015: who registered it, and as what.
const REGISTRATION: Readonly<Record<string, string>> = {
  CENTRAL_UNIT: '12',
  ENTERPRISE: '91',
  CHAMBER_OF_COMMERCE: '51',
  SOCIAL_ORGANISATION: '51',
  DEPARTMENT: '11',
};

/**
 * A code with a valid check character whose division of registration, 99, GB/T 2260 does not have: no real organisation
 * bears it.
 */
export function exampleCreditCode(kind: string, number: number): string {
  const first17 = `${REGISTRATION[kind] ?? '59'}990000${digits(number, 9)}`;
  return first17 + creditCodeCheckCharacter(first17);
}

/** GB/T 10114 gives no township the numbers 900 to 999. */
export function exampleTownshipCode(countyCode: string, number: number): string {
  if (number > 99) throw new RangeError(`Expected at most 100 example townships in a county, got number ${number}`);
  return `${countyCode}9${digits(number, 2)}`;
}

// Villages proper are numbered from 200.
export function exampleVillageCode(townshipCode: string, number: number): string {
  return townshipCode + digits(200 + number, 3);
}

export function digits(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
