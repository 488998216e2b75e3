import { Field, InputType } from 'type-graphql';
import { LocalDate } from '../shared/local-date.scalar.js';
import { WaitingKind } from './waiting.entity.js';

@InputType({ description: 'Which of the things that wait to list. All given conditions hold together.' })
export class WaitingFilter {
  @Field(() => [WaitingKind], { nullable: true, description: 'Of any of these kinds.' })
  kinds?: WaitingKind[] | null;

  @Field(() => LocalDate, { nullable: true, description: 'Due before this day: with today, what is overdue.' })
  dueBefore?: string | null;
}
