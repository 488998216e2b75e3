import { Field, ID, InputType } from 'type-graphql';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { CorrectionRequestState } from './correction-request.entity.js';

@InputType({ description: 'A correction in closed periods to ask for.' })
export class AskForCorrectionInput {
  @Field(() => ID, {
    description: 'The contribution: the row that counts and is to be corrected, or the one that was handed in and comes late.',
  })
  contribution!: string;

  @Field(() => String, { description: 'Why, and what is to be mended: 1 to 500 characters. The public reads it once the correction is made.' })
  reason!: string;
}

@InputType({ description: 'Which requests for corrections to list. All given conditions hold together.' })
export class CorrectionRequestFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Of contributions under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'That touch this reporting period. Unknown: NOT_FOUND.' })
  period?: string | null;

  @Field(() => [CorrectionRequestState], { nullable: true, description: 'In any of these states.' })
  states?: CorrectionRequestState[] | null;
}
