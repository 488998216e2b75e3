import type { Message } from '../shared/errors/messages.js';
import { StartFailure } from './start-failure.js';

/** Why the PostgreSQL server, or pooler, of an address cannot be used. It is named without its password. */
export function whyUnreachable(error: unknown, { hostname, port, username, pathname }: URL, setting: string): StartFailure {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  const server = `${hostname || 'localhost'}:${port || '5432'}`;
  const database = pathname.slice(1);
  const { zh, en } = reasonOf(code, message, { server, user: username, database });
  return new StartFailure({ zh: `${zh}请检查 ${setting}。`, en: `${en} Please check ${setting}.` });
}

interface Names {
  readonly server: string;
  readonly user: string;
  readonly database: string;
}

function reasonOf(code: string, message: string, { server, user, database }: Names): Message {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { zh: `找不到 PostgreSQL 服务器 ${server}（主机名无法解析）。`, en: `there is no PostgreSQL server ${server}: its name is not known.` };
    case 'ECONNREFUSED':
      return { zh: `${server} 上没有 PostgreSQL 服务器应答。`, en: `no PostgreSQL server answers at ${server}.` };
    case '28P01':
    case '28000':
      return {
        zh: `PostgreSQL 服务器 ${server} 不接受用户“${user}”登录。`,
        en: `the PostgreSQL server ${server} does not let the user "${user}" in.`,
      };
    case '3D000':
      return { zh: `PostgreSQL 服务器 ${server} 上没有数据库“${database}”。`, en: `the PostgreSQL server ${server} has no database "${database}".` };
    default:
      return {
        zh: `无法连接 PostgreSQL 服务器 ${server}（${code || message}）。`,
        en: `the PostgreSQL server ${server} cannot be reached (${code || message}).`,
      };
  }
}
