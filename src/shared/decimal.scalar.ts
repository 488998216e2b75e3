import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const EXPECTED = '须为文本形式的十进制数，例如 "120000.50" / expected a decimal number as text, such as "120000.50"';

/**
 * A decimal number as text. JSON numbers pass through binary floating point on their way, so of them only integers are
 * taken. 120000 and 120000.00 are one number, so they are one text from here on; what is no number stays as it was written.
 */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal number, sent as text such as "120000.50" or as an integer. Fractions as JSON numbers are refused, because they are not exact.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (typeof value === 'string') return withoutTrailingZeros(value);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    throw new GraphQLError(EXPECTED);
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) return withoutTrailingZeros(node.value);
    throw new GraphQLError(EXPECTED);
  },
});

// Longer than any number within the bounds; what is longer is refused later, and not looked through here.
const MAX_TEXT_LENGTH = 40;
const FRACTION = /^(-?[0-9]+)\.([0-9]+)$/;

function withoutTrailingZeros(text: string): string {
  const [, integer, fraction = ''] = text.length > MAX_TEXT_LENGTH ? [] : (FRACTION.exec(text) ?? []);
  if (integer === undefined) return text;
  const decimals = fraction.replace(/0+$/, '');
  return decimals === '' ? integer : `${integer}.${decimals}`;
}
