import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'Two records of one organisation that become one.' })
export class MergePartnersInput {
  @Field(() => ID, { description: 'The record that is kept, by id or credit code: its name, kind, home and parent are those of the partner.' })
  kept!: string;

  @Field(() => ID, { description: 'The record that is merged into it, by id or credit code. Both go on naming the partner.' })
  merged!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}

@InputType({ description: 'A merging that is undone.' })
export class UnmergePartnersInput {
  @Field(() => ID, { description: 'The record that was merged, by its own id or credit code.' })
  merged!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}
