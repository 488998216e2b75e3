import type { Config } from '../config.js';
import type { ReadyAccount } from './demonstration-accounts.js';

/** What the program says once it is ready: where it is, and who can sign in to try it. */
export function greeting(address: string, storage: Config['storage'], accounts: readonly ReadyAccount[]): string {
  return [
    '',
    '携手 Xieshou',
    `  接口 API        ${address}/graphql`,
    `  查询 Explorer   ${address}/explorer`,
    `  数据 Data       ${storage.kind === 'embedded' ? (storage.folder ?? '内存 in memory') : 'PostgreSQL'}`,
    ...(accounts.length === 0 ? [] : ['', ...accountLines(address, accounts)]),
    '',
    '按 Ctrl+C 停止 Press Ctrl+C to stop',
    '',
  ].join('\n');
}

function accountLines(address: string, accounts: readonly ReadyAccount[]): string[] {
  return [
    '示例账号及令牌（30 天有效）Demonstration accounts with their tokens (valid for 30 days)',
    ...accounts.map(({ name, role, actsFor, token }) => `  ${token}  ${role.padEnd(16)}  ${name}${actsFor === null ? '' : ` · ${actsFor}`}`),
    '请求头 As a header:                  Authorization: Bearer <令牌 token>',
    `以某账号打开查询页 In the explorer:  ${address}/explorer#token=<令牌 token>`,
  ];
}
