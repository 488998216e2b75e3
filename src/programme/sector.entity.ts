import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'What a project is for: an OECD DAC purpose code, with the term of county project libraries.' })
@Entity({ tableName: 'sector' })
export class Sector {
  @Field(() => String, { description: 'OECD DAC CRS purpose code, 5 digits.' })
  @PrimaryKey({ type: 'text' })
  code!: string;

  @Field(() => String, { description: 'Chinese name.' })
  @Property({ type: 'text' })
  nameZh!: string;

  @Field(() => String, { description: 'English name of the purpose code.' })
  @Property({ type: 'text' })
  nameEn!: string;
}
