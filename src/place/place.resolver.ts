import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver } from 'type-graphql';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows, Row } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { sql } from '../shared/sql.js';
import { Place } from './place.entity.js';
import { PlaceFilter, PlaceOrder } from './place.input.js';
import { PoorCounty } from './poor-county.entity.js';

export const PlaceConnection = connectionType(Place, 'Place');
const PlacesArgs = pageArgs({ filter: PlaceFilter, order: PlaceOrder, defaultOrder: PlaceOrder.CODE });

@Resolver(() => Place)
export class PlaceResolver {
  @Query(() => PlaceConnection, { description: 'Places: for example the 129 counties of Yunnan, `filter: { level: COUNTY, within: "53" }`.' })
  async places(
    @Args(() => PlacesArgs) args: PageArgs & { filter?: PlaceFilter },
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Place), args, (place) =>
      args.filter?.includeReplaced ? sql`true` : sql`${place('replaced_by_id')} is null`,
    );
  }

  @Query(() => Place, { nullable: true, description: 'The place with this statistical code, also a replaced one; null when there is none.' })
  async place(
    @Arg('code', () => ID, { description: 'Statistical code; the six-digit form with trailing zeros is accepted.' }) code: string,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Row | null> {
    return reader.one(info, shapeOf(Place), (place) => sql`${place('code')} = place_code(${code})`);
  }

  @FieldResolver(() => PoorCounty, { nullable: true, description: 'Its place on the national list of poor counties; null when it was not on it.' })
  poorCounty(): never {
    return filledByStatement();
  }

  @FieldResolver(() => [Place], { description: 'The places that hold it, from the province down. Empty for a province.' })
  ancestors(): never {
    return filledByStatement();
  }

  @FieldResolver(() => PlaceConnection, { description: 'The places one level below it.' })
  children(@Args(() => PlacesArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => PlaceConnection, { description: 'All places within it, at any depth.' })
  descendants(@Args(() => PlacesArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}
