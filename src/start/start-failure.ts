import type { Message } from '../shared/errors/messages.js';

/** Why the program cannot start, in a sentence that whoever starts it understands and can act on, and the code that it ends with. */
export class StartFailure extends Error {
  constructor(
    readonly messages: Message,
    readonly exitCode = 1,
  ) {
    super(messages.en);
  }
}
