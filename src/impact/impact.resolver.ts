import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Contribution } from '../contribution/contribution.entity.js';
import { FlowClass, Stage } from '../contribution/contribution.enums.js';
import { ContributionConnection, ContributionsArgs } from '../contribution/contribution.resolver.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import { selectionOf } from '../reading/selection.js';
import { shapeOf } from '../reading/shape.js';
import { badInput } from '../shared/errors/app-error.js';
import { sql } from '../shared/sql.js';
import { areDimensions, cellShape, cellsOfLedger, cellsOfRollups } from './breakdown.js';
import { cellWants } from './cell-wants.js';
import { breakdownCost, ledgerCost, wholeImpactCost } from './cost.js';
import { countsOf, ImpactCounts } from './counts.js';
import { FACET_COST } from './facets/facet-cost.js';
import { ImpactDimension, ImpactFilter } from './impact.input.js';
import { ClassMoney, InKindTotal, LeftOut, MatchedMoney, MoneyTotal, PeopleRange, PublishedComparison } from './impact.types.js';
import { ImpactCellConnection } from './impact-cell.type.js';
import type { ImpactContext } from './impact-context.js';
import { anchorKeyOf, contributionsInScope } from './ledger-entries.js';
import { isLeftOut, type LeftOutRow } from './left-out.js';
import { publishedComparisons } from './published.js';
import { moneyOf, type Scope, scopeOf } from './scope.js';
import { totalOf } from './total.js';

const CellPageArgs = pageArgs({});

@ObjectType({
  description:
    'The answer 成效: money, people, results and counts for a scope, with how it was reached. There is no field that adds all money: classes and stages are named, or come apart.',
})
export class Impact {}

@Resolver(() => Impact)
export class ImpactResolver {
  @Query(() => Impact, {
    complexity: wholeImpactCost,
    description: 'The impact of everything, or of the scope that the filter says.',
  })
  impact(
    @Arg('filter', () => ImpactFilter, { nullable: true, description: 'The scope. Nothing given is everything.' }) filter: ImpactFilter | null,
    @Ctx() { impactAnswers }: ImpactContext,
    @Info() info: GraphQLResolveInfo,
  ): Scope | Promise<Scope> {
    return impactAnswers.bring(scopeOf(filter), info);
  }

  @FieldResolver(() => [ClassMoney], { complexity: FACET_COST, description: 'Cash by flow class and stage. What is not there is zero.' })
  async money(@Root() scope: Scope, @Ctx() { impact }: ImpactContext): Promise<unknown> {
    return impact.load(scope, 'money');
  }

  @FieldResolver(() => MoneyTotal, { complexity: FACET_COST, description: 'The sum of the flow classes that are named, at one stage.' })
  async total(
    @Root() scope: Scope,
    @Arg('flowClasses', () => [FlowClass], { description: 'The classes to add; at least one.' }) flowClasses: FlowClass[],
    @Arg('stage', () => Stage, { defaultValue: Stage.DISBURSED, description: 'The stage.' }) stage: Stage,
    @Ctx() { impact }: ImpactContext,
  ): Promise<MoneyTotal> {
    return totalOf(await impact.load(moneyOf(scope, flowClasses, stage), 'money'), { flowClasses, stage });
  }

  @FieldResolver(() => [LeftOut], {
    complexity: ledgerCost(FACET_COST),
    description: 'The rows that concern the scope and are not part of its net money, by reason.',
  })
  async leftOut(@Root() scope: Scope, @Ctx() { impact }: ImpactContext): Promise<unknown> {
    return (await impact.load(scope, 'leftOut')).map((row) => ({ ...row, scope }));
  }

  @FieldResolver(() => [MatchedMoney], {
    complexity: FACET_COST,
    description:
      "Of a partner: what others gave to match its gifts, which is never part of its net, and what it gave to match theirs, which is. Empty for a scope that is no partner's.",
  })
  async matched(@Root() scope: Scope, @Ctx() { impact }: ImpactContext): Promise<unknown> {
    return impact.load(scope, 'matched');
  }

  @FieldResolver(() => ImpactCounts, { description: 'How many projects, partners, pairings and places.' })
  async counts(@Root() scope: Scope, @Ctx() { impact }: ImpactContext, @Info() info: GraphQLResolveInfo): Promise<ImpactCounts> {
    return countsOf(impact, scope, info);
  }

  @FieldResolver(() => [InKindTotal], { complexity: FACET_COST, description: 'Help in kind, by form, staff role and unit.' })
  async inKind(@Root() scope: Scope, @Ctx() { impact }: ImpactContext): Promise<unknown> {
    return impact.load(scope, 'inKind');
  }

  @FieldResolver(() => [PeopleRange], { complexity: FACET_COST, description: 'People, households and person-times reached, each as a range.' })
  async people(@Root() scope: Scope, @Ctx() { impact }: ImpactContext): Promise<unknown> {
    return impact.load(scope, 'people');
  }

  @FieldResolver(() => ImpactCellConnection, {
    complexity: breakdownCost,
    description: 'The same money broken down. Over any dimension the cells add up to the same totals, to the fen.',
  })
  async breakdown(
    @Root() scope: Scope,
    @Arg('by', () => [ImpactDimension], { description: 'At least one dimension, each once.' }) by: ImpactDimension[],
    @Args(() => CellPageArgs) page: PageArgs,
    @Ctx() { reader, viewer, impact }: ImpactContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    if (!areDimensions(by)) {
      throw badInput(['by'], 'DIMENSIONS', { zh: 'by 须有至少一个维度，且不能重复。', en: 'by takes at least one dimension, each once.' });
    }
    const rolled = cellsOfRollups(scope, anchorKeyOf(scope), by, cellWants(selectionOf(info)));
    if (rolled === null) impact.tellsFromLedger('breakdown');
    return reader.connection(info, cellShape(by, rolled ?? cellsOfLedger(scope, by, viewer)), page);
  }

  @FieldResolver(() => ContributionConnection, {
    complexity: FACET_COST,
    description: 'The rows behind the answer: every live contribution in the scope.',
  })
  async contributions(
    @Root() scope: Scope,
    @Args(() => ContributionsArgs) page: PageArgs,
    @Ctx() { reader, viewer }: ImpactContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Contribution), page, (row) => sql`${row('id')} in (${contributionsInScope(scope, viewer)})`);
  }

  @FieldResolver(() => [PublishedComparison], {
    complexity: 30 * FACET_COST,
    description: "The published figures whose scope lies inside this one, each beside the ledger's value for it.",
  })
  async publishedFigures(@Root() scope: Scope, @Ctx() context: ImpactContext): Promise<PublishedComparison[]> {
    return publishedComparisons(scope, context);
  }
}

@Resolver(() => LeftOut)
export class LeftOutResolver {
  @FieldResolver(() => ContributionConnection, { complexity: FACET_COST, description: 'The rows.' })
  async contributions(
    @Root() { scope, reason, flowClass, stage }: LeftOutRow & { scope: Scope },
    @Args(() => ContributionsArgs) page: PageArgs,
    @Ctx() { reader, viewer }: ImpactContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(
      info,
      shapeOf(Contribution),
      page,
      (row) => sql`${row('form')} = 'CASH' and ${row('flow_class')} = ${flowClass} and ${row('stage')} = ${stage}
        and ${isLeftOut(reason, scope, anchorKeyOf(scope), viewer, row)}`,
    );
  }
}
