import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { LocalDateResolver } from 'graphql-scalars';

const FIRST_DAY = '1900-01-01';
const LAST_DAY = '9999-12-31';
const EXPECTED = `日期须为 YYYY-MM-DD，且在 ${FIRST_DAY} 与 ${LAST_DAY} 之间 / expected a date as YYYY-MM-DD from ${FIRST_DAY} to ${LAST_DAY}`;

/** A day that a record of this field can have. Others are refused here, before a database is asked to hold the year 0. */
export const LocalDate = new GraphQLScalarType<string, string>({
  name: 'LocalDate',
  description: `A day as YYYY-MM-DD (ISO 8601), from ${FIRST_DAY} to ${LAST_DAY}.`,
  serialize: (value) => String(value),
  parseValue: (value) => checked(value),
  parseLiteral: (node) => checked(node.kind === Kind.STRING ? node.value : null),
});

function checked(value: unknown): string {
  try {
    const day: unknown = LocalDateResolver.parseValue(value);
    if (typeof day === 'string' && day >= FIRST_DAY && day <= LAST_DAY) return day;
  } catch {
    // Said below, in both languages.
  }
  throw new GraphQLError(EXPECTED);
}
