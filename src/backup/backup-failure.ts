import type { Message } from '../shared/errors/messages.js';

/** Why no backup can be made or restored, in a sentence that whoever asked for it understands and can act on. */
export class BackupFailure extends Error {
  constructor(readonly messages: Message) {
    super(messages.en);
  }
}
