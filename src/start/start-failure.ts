import type { Message } from '../shared/errors/messages.js';

/** Why the program cannot start, in a sentence that whoever starts it understands and can act on. */
export class StartFailure extends Error {
  constructor(readonly messages: Message) {
    super(messages.en);
  }
}
