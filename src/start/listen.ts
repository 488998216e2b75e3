import { type AddressInfo, createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartFailure } from './start-failure.js';

const ALL_ADDRESSES = ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'];

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Finds out now what would otherwise come to light after the first start's half minute of loading. */
export async function assertCanListen({ host, port }: Address): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error) => reject(whyNot(error, host, port)));
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}

/** Starts to listen, and gives the address as somebody at this machine types it. */
export async function listen(app: FastifyInstance, { host, port }: Address): Promise<string> {
  try {
    // The name would open a second server for the other kind of address, which Fastify does not drain as it does the first.
    await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port });
  } catch (error) {
    throw whyNot(error, host, port);
  }
  const [address] = app.addresses() as AddressInfo[];
  return addressOf(host, address?.port ?? port);
}

/** As somebody at this machine types it. */
export function addressOf(host: string, port: number): string {
  return `http://${ALL_ADDRESSES.includes(host) ? 'localhost' : host}:${port}`;
}

function whyNot(error: unknown, host: string, port: number): unknown {
  switch ((error as { code?: string }).code) {
    case 'EADDRINUSE':
      return new StartFailure({
        zh: `端口 ${port} 已被另一个程序占用；请停止那个程序，或用设置 PORT 换一个端口，例如 PORT=${port === 65_535 ? port - 1 : port + 1}。`,
        en: `another program already uses port ${port}; stop it, or choose another port with the setting PORT, for example PORT=${port === 65_535 ? port - 1 : port + 1}.`,
      });
    case 'EACCES':
      return new StartFailure({
        zh: `无权使用端口 ${port}；请用设置 PORT 选一个 1024 以上的端口。`,
        en: `this account may not use port ${port}; choose one above 1024 with the setting PORT.`,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartFailure({
        zh: `本机没有地址 ${host}；请检查设置 HOST。`,
        en: `this machine does not have the address ${host}; check the setting HOST.`,
      });
    default:
      return error;
  }
}
