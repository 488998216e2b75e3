import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const EXPECTED = '须为文本形式的十进制数，例如 "120000.50" / expected a decimal number as text, such as "120000.50"';

/**
 * A decimal number as the text it was written in. JSON numbers pass through binary floating point on their way, so of
 * them only integers are taken.
 */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal number, sent as text such as "120000.50" or as an integer. Fractions as JSON numbers are refused, because they are not exact.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    throw new GraphQLError(EXPECTED);
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) return node.value;
    throw new GraphQLError(EXPECTED);
  },
});
