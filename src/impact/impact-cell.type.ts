import { Arg, Args, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { FlowClass, Stage } from '../contribution/contribution.enums.js';
import { ContributionConnection, ContributionsArgs } from '../contribution/contribution.resolver.js';
import { Partner, PartnerKind } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Sector } from '../programme/sector.entity.js';
import { connectionType } from '../reading/connection.js';
import type { PageArgs } from '../reading/page.args.js';
import { declareShapePerRequest } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import type { ClassMoneyRow } from './facets/money.facet.js';
import { ClassMoney, MoneyTotal } from './impact.types.js';
import { totalOf } from './total.js';

@ObjectType({ description: 'A cell of a breakdown. Of its keys only those asked for are set; one that is asked for and null has no such value.' })
export class ImpactCell {
  @Field(() => Int, { nullable: true, description: 'The year.' })
  year!: number | null;

  @Field(() => Programme, { nullable: true, description: 'The programme.' })
  programme!: unknown;

  @Field(() => FlowClass, { nullable: true, description: 'The flow class.' })
  flowClass!: FlowClass | null;

  @Field(() => Partner, { nullable: true, description: 'The partner.' })
  partner!: unknown;

  @Field(() => PartnerKind, { nullable: true, description: 'The kind of partner.' })
  partnerKind!: PartnerKind | null;

  @Field(() => Place, { nullable: true, description: 'The county; null for what is in pools above it or was reported for several.' })
  county!: unknown;

  @Field(() => Place, { nullable: true, description: 'The prefecture; null for what is in pools above it or was reported for several.' })
  prefecture!: unknown;

  @Field(() => Sector, { nullable: true, description: 'The sector; null for money in a fund.' })
  sector!: unknown;

  @Field(() => [ClassMoney], { description: 'Cash by flow class and stage.' })
  money!: ClassMoney[];

  @Field(() => Int, { description: 'Different projects.' })
  projects!: number;

  @Field(() => Int, { description: 'Different partners.' })
  partners!: number;
}

declareShapePerRequest(ImpactCell);

export const ImpactCellConnection = connectionType(ImpactCell, 'ImpactCell');

@Resolver(() => ImpactCell)
export class ImpactCellResolver {
  @FieldResolver(() => MoneyTotal, { description: 'The sum of the flow classes that are named, at one stage.' })
  total(
    @Root() { money }: { money: readonly ClassMoneyRow[] },
    @Arg('flowClasses', () => [FlowClass], { description: 'The classes to add; at least one.' }) flowClasses: FlowClass[],
    @Arg('stage', () => Stage, { defaultValue: Stage.DISBURSED, description: 'The stage.' }) stage: Stage,
  ): MoneyTotal {
    return totalOf(money, { flowClasses, stage });
  }

  @FieldResolver(() => ContributionConnection, { complexity: 20, description: 'The rows behind the cell.' })
  contributions(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}
