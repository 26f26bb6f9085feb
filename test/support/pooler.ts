import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before a server as a connection pooler does: it tells clients process numbers of its own. */
export async function startPooler(serverPort: number): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => [client, server].forEach((one) => void one.destroy()));
    }
    client.pipe(server);
    server.on('data', (chunk: Buffer) => client.write(withOtherProcess(chunk)));
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address() as AddressInfo;
  return {
    port,
    stop: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        listener.close(() => done());
      }),
  };
}

/** BackendKeyData: `K`, the length 12, the process number, the secret. */
function withOtherProcess(chunk: Buffer): Buffer {
  const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (at < 0) return chunk;
  const changed = Buffer.from(chunk);
  changed.writeInt32BE(1, at + 5);
  return changed;
}
