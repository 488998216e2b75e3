import { ArgsType, Field, Int } from 'type-graphql';
import { DEFAULT_ROWS, MOST_ROWS } from './page.js';
import type { TypeClass } from './shape.js';

@ArgsType()
export abstract class PageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_ROWS,
    description: `How many rows, at most ${MOST_ROWS}. Anything else is BAD_USER_INPUT.`,
  })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor after which the page begins; leave it out for the first page.' })
  after?: string | null;
}

interface Choices {
  readonly filter?: TypeClass;
  readonly order?: object;
  readonly defaultOrder?: string;
}

/** The arguments of a connection: the page, and what the list can be filtered and ordered by. */
export function pageArgs({ filter, order, defaultOrder }: Choices): new () => PageArgs {
  @ArgsType()
  class ListArgs extends PageArgs {}

  if (filter) {
    Field(() => filter, { nullable: true, description: 'Only the rows that meet all of these.' })(ListArgs.prototype, 'filter');
  }
  if (order) {
    Field(() => order, { nullable: true, defaultValue: defaultOrder, description: 'The order of the rows; ties go by when the row was recorded.' })(
      ListArgs.prototype,
      'orderBy',
    );
  }
  return ListArgs;
}
