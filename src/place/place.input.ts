import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { PlaceLevel } from './place.entity.js';

export enum PlaceOrder {
  CODE = 'CODE',
  NAME = 'NAME',
}

registerEnumType(PlaceOrder, {
  name: 'PlaceOrder',
  description: 'Orders of a list of places.',
  valuesConfig: {
    CODE: { description: 'By statistical code; places without a code come first.' },
    NAME: { description: 'By Chinese name, in code point order.' },
  },
});

@InputType({ description: 'What places to list. All given conditions hold together.' })
export class PlaceFilter {
  @Field(() => PlaceLevel, { nullable: true, description: 'Of this level.' })
  level?: PlaceLevel | null;

  @Field(() => ID, { nullable: true, description: 'Within this place at any depth: its id or its statistical code. Unknown: NOT_FOUND.' })
  within?: string | null;

  @Field(() => String, { nullable: true, description: 'Whose Chinese or English name contains this text.' })
  name?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the county was one of the 88 on the national list.' })
  poorCounty?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True for generated examples only, false for real places only.' })
  synthetic?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True to list codes that were replaced as well. Left out by default.' })
  includeReplaced?: boolean | null;
}
