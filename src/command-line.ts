import { randomUUID } from 'node:crypto';
import type { Viewer } from './access/viewer.js';
import { PUBLIC_VIEWER } from './access/viewer.js';
import { inviteMember } from './account/invitation.service.js';
import { MembershipRole } from './account/membership.enums.js';
import { readConfig } from './config.js';
import { AppError } from './shared/errors/app-error.js';
import type { Message } from './shared/errors/messages.js';
import { openLedgerAtThisVersion } from './start/open-ledger.js';
import { reportFailure } from './start/report-failure.js';

const USAGE: Message = {
  zh: '用法：npm run xieshou -- invite-administrator 姓名（为第一位管理员生成一次性邀请码）',
  en: 'usage: npm run xieshou -- invite-administrator NAME (prints an invitation code for the first administrator, once)',
};

/** Whoever has the server and its database may do what an administrator may; in the history it is nobody's account. */
const COMMAND_LINE: Viewer = { ...PUBLIC_VIEWER, role: 'ADMINISTRATOR' };

async function main([command, name, ...others]: readonly string[]): Promise<void> {
  if (command === 'invite-administrator' && name !== undefined && others.length === 0) return inviteAdministrator(name);
  say(process.stderr, USAGE);
  process.exitCode = 2;
}

/** On a new server nobody is there yet who could invite. */
async function inviteAdministrator(name: string): Promise<void> {
  const database = await openLedgerAtThisVersion(readConfig(process.env));
  try {
    const context = { viewer: COMMAND_LINE, em: database.em, requestId: randomUUID() };
    const { code } = await inviteMember(context, { name, role: MembershipRole.ADMINISTRATOR, manages: true }, randomUUID());
    process.stdout.write(`${code}\n`);
    say(process.stderr, {
      zh: `以上是${name}的邀请码：七天内有效，只能用一次，不再显示；请用 acceptInvitation 接受。`,
      en: `This is the invitation code for ${name}: good for seven days and once, and not shown again. Accept it with acceptInvitation.`,
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    say(process.stderr, error.extensions.messages as Message);
    process.exitCode = 1;
  } finally {
    await database.close();
  }
}

function say(output: NodeJS.WriteStream, { zh, en }: Message): void {
  output.write(`${en}\n${zh}\n`);
}

await main(process.argv.slice(2)).catch(reportFailure);
