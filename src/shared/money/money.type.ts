import { Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
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

@Resolver(() => Money)
export class MoneyResolver {
  @FieldResolver()
  fen(@Root() fen: FenText): string {
    return fen;
  }

  @FieldResolver()
  yuan(@Root() fen: FenText): string {
    return yuanText(BigInt(fen));
  }

  @FieldResolver()
  wanYuan(@Root() fen: FenText): string {
    return wanYuanText(BigInt(fen));
  }

  @FieldResolver()
  yiYuan(@Root() fen: FenText): string {
    return yiYuanText(BigInt(fen));
  }
}
