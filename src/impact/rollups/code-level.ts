import type { PlaceLevel } from '../../access/viewer.js';

/** Codes with and without trailing zeros, as place_code() in the database takes them. */
const FORMS: readonly (readonly [RegExp, PlaceLevel])[] = [
  [/^\d{2}(0{4}(0{3}){0,2})?$/, 'PROVINCE'],
  [/^\d{4}(0{2}(0{3}){0,2})?$/, 'PREFECTURE'],
  [/^\d{6}(0{3}){0,2}$/, 'COUNTY'],
];

/** The level of the province, prefecture or county that a statistical code names; null for any other text. */
export function codeLevel(reference: string): PlaceLevel | null {
  return FORMS.find(([form]) => form.test(reference))?.[1] ?? null;
}
