import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Field, FieldResolver, Info, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { ACTIONS, type Action, may } from './access/permissions.js';
import type { Viewer } from './access/viewer.js';
import { AccessToken } from './account/access-token.entity.js';
import { Account } from './account/account.entity.js';
import { AccessTokenConnection, AccessTokensArgs } from './account/account.resolver.js';
import { Membership } from './account/membership.entity.js';
import { TokenScope } from './account/membership.enums.js';
import { Partner } from './partner/partner.entity.js';
import { Place } from './place/place.entity.js';
import type { PageArgs } from './reading/page.args.js';
import type { ConnectionRows, Row } from './reading/reader.js';
import type { ReadingContext } from './reading/reading-context.js';
import { shapeOf } from './reading/shape.js';
import { sql } from './shared/sql.js';

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

  @Field(() => Boolean, {
    description: 'Whether the viewer manages the organisation: invites and ends its members, and makes tokens for its machines.',
  })
  manages!: boolean;

  @Field(() => [TokenScope], { nullable: true, description: 'What the service token is narrowed to; null for a person.' })
  scopes!: readonly string[] | null;
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: 'Who asks: the account of the bearer token, or the public.' })
  viewer(@Ctx() { viewer }: ReadingContext): Viewer {
    return viewer;
  }

  @FieldResolver(() => [ViewerAction], {
    description:
      'The mutations that the viewer may call: by role, as a manager, within the scopes. Whether in a given case also depends on whose the row is.',
  })
  actions(@Root() viewer: Viewer): Action[] {
    return ACTIONS.filter((action) => may(viewer, action));
  }

  @FieldResolver(() => Account, { nullable: true, description: 'The account; null without one.' })
  async account(@Root() viewer: Viewer, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row | null> {
    return viewer.accountId === null ? null : reader.byId(info, shapeOf(Account), viewer.accountId);
  }

  @FieldResolver(() => Membership, {
    nullable: true,
    description: 'The membership that the request is for: the one that the header `Xieshou-Acting-For` names, or the oldest that has not ended.',
  })
  async actingFor(@Root() viewer: Viewer, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row | null> {
    return viewer.membershipId === null ? null : reader.byId(info, shapeOf(Membership), viewer.membershipId);
  }

  @FieldResolver(() => [Membership], {
    description: 'All that the account may act as at present, the oldest first; of a service token the one that it is bound to.',
  })
  async memberships(@Root() { accountId }: Viewer, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row[]> {
    if (accountId === null) return [];
    return reader.list(
      info,
      shapeOf(Membership),
      (row) => sql`${row('account_id')} = ${accountId}::bigint and ${row('ended_at')} is null`,
      (row) => sql`${row('begun_at')}, ${row('id')}`,
    );
  }

  @FieldResolver(() => AccessTokenConnection, {
    description: 'The tokens of the account that are good now: its sessions, and the service tokens that it made; of a service token itself alone.',
  })
  async tokens(
    @Root() { accountId }: Viewer,
    @Args(() => AccessTokensArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(
      info,
      shapeOf(AccessToken),
      args,
      (row) => sql`${row('account_id')} = ${accountId}::bigint and ${row('revoked_at')} is null and ${row('expires_at')} > now()`,
    );
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
