import { randomUUID } from 'node:crypto';
import { PUBLIC_VIEWER, type Viewer } from '../access/viewer.js';
import { inviteMember } from '../account/invitation.service.js';
import { MembershipRole } from '../account/membership.enums.js';
import { readConfig } from '../config.js';
import { AppError } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';
import { openLedgerAtThisVersion } from '../start/open-ledger.js';
import { type Command, say, WrongUsage } from './command.js';

/** Whoever has the server and its database may do what an administrator may; in the history it is nobody's account. */
const COMMAND_LINE: Viewer = { ...PUBLIC_VIEWER, role: 'ADMINISTRATOR' };

/** On a new server nobody is there yet who could invite. */
export const INVITE_ADMINISTRATOR: Command = {
  usage: 'invite-administrator NAME',
  meaning: {
    zh: '为第一位管理员生成一次性邀请码',
    en: 'prints an invitation code for the first administrator, once',
  },
  run: async ([name, ...others]) => {
    if (name === undefined || others.length > 0) throw new WrongUsage();
    const database = await openLedgerAtThisVersion(readConfig(process.env));
    try {
      const context = { viewer: COMMAND_LINE, pool: database.pool, requestId: randomUUID() };
      const { code } = await inviteMember(context, { name, role: MembershipRole.ADMINISTRATOR, manages: true }, randomUUID());
      process.stdout.write(`${code}\n`);
      say(process.stderr, {
        zh: `以上是${name}的邀请码：七天内有效，只能用一次，不再显示；请用 acceptInvitation 接受。`,
        en: `This is the invitation code for ${name}: good for seven days and once, and not shown again. Accept it with acceptInvitation.`,
      });
      return 0;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      say(process.stderr, error.extensions.messages as Message);
      return 1;
    } finally {
      await database.close();
    }
  },
};
