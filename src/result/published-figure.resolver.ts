import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Info, Query, Resolver } from 'type-graphql';
import type { Row } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { sql } from '../shared/sql.js';
import { PublishedFigure } from './published-figure.entity.js';

@Resolver(() => PublishedFigure)
export class PublishedFigureResolver {
  @Query(() => [PublishedFigure], {
    description: 'All published figures, with their sources. `Impact.publishedFigures` compares them with the ledger.',
  })
  async publishedFigures(@Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row[]> {
    return reader.list(
      info,
      shapeOf(PublishedFigure),
      () => sql`true`,
      (figure) => figure('code'),
    );
  }
}
