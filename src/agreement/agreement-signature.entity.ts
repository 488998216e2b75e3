import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { LocalDate } from '../shared/local-date.scalar.js';

export enum AgreementSide {
  PARTNER = 'PARTNER',
  PLACE = 'PLACE',
}

registerEnumType(AgreementSide, {
  name: 'AgreementSide',
  description: 'A side of an agreement.',
  valuesConfig: { PARTNER: { description: 'The partner, who helps.' }, PLACE: { description: 'The place that is helped.' } },
});

@ObjectType({
  description: 'A signature 签署 under an agreement or an amendment. It is never changed, and each of the two is given by another account.',
})
@Entity({ tableName: 'agreement_signature' })
export class AgreementSignature {
  @PrimaryKey({ type: new BigIntType('string') })
  id!: string;

  @Field(() => AgreementSide, { description: 'Whose it is.' })
  @Property({ type: 'text' })
  side!: AgreementSide;

  @Field(() => LocalDate, { description: 'The day it was signed on.' })
  @Property({ type: 'date' })
  signedOn!: string;

  @Field(() => String, { description: 'Who signed.' })
  @Property({ type: 'text' })
  signatoryName!: string;

  @Field(() => String, { description: 'As what.' })
  @Property({ type: 'text' })
  signatoryTitle!: string;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
