import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, FieldResolver, Info, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { type Action, may, PERMISSIONS } from './access/permissions.js';
import type { Viewer } from './access/viewer.js';
import { Partner } from './partner/partner.entity.js';
import { Place } from './place/place.entity.js';
import type { Row } from './reading/reader.js';
import type { ReadingContext } from './reading/reading-context.js';
import { shapeOf } from './reading/shape.js';

export enum ViewerRole {
  PUBLIC = 'PUBLIC',
  PARTNER = 'PARTNER',
  PLACE = 'PLACE',
  PROGRAMME_OFFICE = 'PROGRAMME_OFFICE',
  AUDITOR = 'AUDITOR',
  ADMINISTRATOR = 'ADMINISTRATOR',
}

registerEnumType(ViewerRole, {
  name: 'ViewerRole',
  description: 'Whom an account acts for.',
  valuesConfig: {
    PUBLIC: { description: 'Nobody signed in: reads what is accepted and never writes.' },
    PARTNER: { description: 'Staff of a partner: writes for it and sees its own rows.' },
    PLACE: { description: 'Staff of a village, county, prefecture or province: sees what concerns it.' },
    PROGRAMME_OFFICE: { description: 'The office that runs the programmes.' },
    AUDITOR: { description: 'Reads all that was handed in and writes nothing.' },
    ADMINISTRATOR: { description: 'Runs the system.' },
  },
});

const ACTIONS = Object.keys(PERMISSIONS) as Action[];
const ViewerAction = Object.fromEntries(ACTIONS.map((action) => [action, action]));

registerEnumType(ViewerAction, {
  name: 'ViewerAction',
  description: 'The mutations, by name.',
  valuesConfig: Object.fromEntries(ACTIONS.map((action) => [action, { description: `May call \`${action}\`.` }])),
});

@ObjectType('Viewer', { description: 'Who asks, and what they may do.' })
export class ViewerType {
  @Field(() => ViewerRole, { description: 'Whom the account acts for; PUBLIC without a token.' })
  role!: ViewerRole;

  @Field(() => String, { nullable: true, description: 'The name of the account; null without a token.' })
  accountName!: string | null;
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: 'Who asks: the account of the bearer token, or the public.' })
  viewer(@Ctx() { viewer }: ReadingContext): Viewer {
    return viewer;
  }

  @FieldResolver(() => [ViewerAction], {
    description: 'The mutations that the role may call. Whether it may in a given case also depends on whose the row is.',
  })
  actions(@Root() viewer: Viewer): Action[] {
    return ACTIONS.filter((action) => may(viewer, action));
  }

  @FieldResolver(() => Partner, { nullable: true, description: 'The partner that the account writes for.' })
  async partner(@Root() viewer: Viewer, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row | null> {
    return viewer.partnerId === null ? null : reader.byId(info, shapeOf(Partner), viewer.partnerId);
  }

  @FieldResolver(() => Place, { nullable: true, description: 'The place whose staff the account is.' })
  async place(@Root() viewer: Viewer, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row | null> {
    return viewer.placeId === null ? null : reader.byId(info, shapeOf(Place), viewer.placeId);
  }
}
