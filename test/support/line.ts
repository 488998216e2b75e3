import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a port of this machine that can go dead: what is said on it then is heard by nobody, and nobody is told so. */
export interface Line {
  readonly port: number;
  fallSilent(): void;
  /** Who connects from now on is heard; what was connected stays dead. */
  speakAgain(): void;
  close(): void;
}

export async function openLine(to: number): Promise<Line> {
  const open = new Set<Socket>();
  let isSilent = false;
  const server = createServer((near) => {
    open.add(near);
    near.on('error', () => undefined);
    if (isSilent) return;
    const far = connect(to, '127.0.0.1');
    open.add(far);
    far.on('error', () => undefined);
    near.pipe(far);
    far.pipe(near);
    for (const end of [near, far]) end.once('close', () => open.delete(end));
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    fallSilent: () => {
      isSilent = true;
      for (const end of open) end.unpipe().pause();
    },
    speakAgain: () => {
      isSilent = false;
    },
    close: () => {
      server.close();
      for (const end of open) end.destroy();
    },
  };
}
