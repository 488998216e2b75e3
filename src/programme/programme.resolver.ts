import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Query, Resolver } from 'type-graphql';
import type { Row } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { sql } from '../shared/sql.js';
import { Programme, ProgrammeCode, ProgrammeLevel } from './programme.entity.js';
import { Sector } from './sector.entity.js';

@Resolver(() => Programme)
export class ProgrammeResolver {
  @Query(() => [Programme], { description: 'All programmes.' })
  async programmes(@Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row[]> {
    return reader.list(
      info,
      shapeOf(Programme),
      () => sql`true`,
      (programme) => programme('code'),
    );
  }

  @Query(() => Programme, { nullable: true, description: 'The programme with this code.' })
  async programme(
    @Arg('code', () => ProgrammeCode, { description: 'Its code.' }) code: ProgrammeCode,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Row | null> {
    return reader.one(info, shapeOf(Programme), (programme) => sql`${programme('code')} = ${code}`);
  }

  @Query(() => [Sector], { description: 'All sectors that projects can be for.' })
  async sectors(@Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row[]> {
    return reader.list(
      info,
      shapeOf(Sector),
      () => sql`true`,
      (sector) => sector('code'),
    );
  }

  @FieldResolver(() => [ProgrammeLevel], { description: 'Which kinds of partner pair with which levels of place under it.' })
  levels(): never {
    return filledByStatement();
  }
}
