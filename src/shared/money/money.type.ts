import type { GraphQLSchema } from 'graphql';
import { Field, ObjectType } from 'type-graphql';
import { wanYuanText, yiYuanText, yuanText } from './fen.js';

/** An amount as rows carry it: integer fen as text. */
export type FenText = string;

@ObjectType({ description: 'An exact amount of Chinese yuan (ISO 4217 CNY). Every field says the same amount; none is rounded.' })
export class Money {
  @Field({ description: 'Integer fen as text, for calculation: 100 fen are 1 yuan.' })
  fen!: string;

  @Field({ description: 'Yuan with two decimals, such as "120000.00".' })
  yuan!: string;

  @Field({ description: '万元 (ten thousand yuan) as an exact decimal, such as "12".' })
  wanYuan!: string;

  @Field({ description: '亿元 (hundred million yuan) as an exact decimal, such as "133.08".' })
  yiYuan!: string;
}

const TEXTS: Readonly<Record<string, (fen: FenText) => string>> = {
  fen: (fen) => fen,
  yuan: (fen) => yuanText(BigInt(fen)),
  wanYuan: (fen) => wanYuanText(BigInt(fen)),
  yiYuan: (fen) => yiYuanText(BigInt(fen)),
};

/** Gives the fields of Money their resolvers: plain functions, because an answer may hold hundreds of amounts. */
export function wireMoney(schema: GraphQLSchema): void {
  const money = schema.getType('Money') as { getFields(): Record<string, { resolve?: unknown }> } | undefined;
  for (const [name, field] of Object.entries(money?.getFields() ?? {})) field.resolve = TEXTS[name];
}
