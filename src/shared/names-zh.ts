import { getMetadataStorage } from 'type-graphql';

/**
 * The Chinese name of an enum's value, for messages: what the description of the value begins with, up to the colon, so that the schema and the
 * messages call it the same.
 */
export function nameZh(type: string, value: string): string {
  const config = getMetadataStorage().enums.find(({ name }) => name === type)?.valuesConfig as
    | Readonly<Record<string, { description?: string }>>
    | undefined;
  const [, name] = /^(\p{Script=Han}+)[:：.]/u.exec(config?.[value]?.description ?? '') ?? [];
  if (name === undefined) throw new Error(`Expected ${type}.${value} to be described by a Chinese name first, got none`);
  return name;
}

/** The same of several, as the alternatives that they are. */
export const namesZh = (type: string, values: readonly string[]): string => values.map((value) => `“${nameZh(type, value)}”`).join('或');
