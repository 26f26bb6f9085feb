import type { Client } from 'pg';
import { type Cancellation, DatabaseError } from '../database.ts';
import { toDatabaseError } from '../serverErrors.ts';

/** `discard`: cut at once, so that the server undoes what it did; `lost`: the server cut it. */
export type ClientFate = 'keep' | 'discard' | 'lost';

export interface ClientPool {
  /** Gives a connection that nobody else uses, a new one while there are fewer than `most`. */
  acquire(cancellation?: Cancellation): Promise<Client>;
  release(client: Client, fate: ClientFate): void;
  close(): Promise<void>;
}

/** Few, for they cost the server memory: the tree, an explain, a result, one to spare. */
const most = 4;
const mostIdle = 2;

/** A pool that survives the loss of its connections: the next `acquire` makes a new one. `onLost`: no new one can be made. */
export function clientPool(connect: () => Promise<Client>, onLost: (error: DatabaseError) => void): ClientPool {
  const idle: Client[] = [];
  const waiting: ((client: Client | undefined) => void)[] = [];
  /** Ended by us: no reason to look whether the server is still there. */
  const discarded = new WeakSet<Client>();
  const ended = new WeakSet<Client>();
  let open = 0;
  let closed = false;
  let probing = false;

  const add = async (): Promise<Client> => {
    open += 1;
    try {
      const client = await connect();
      client.once('end', () => forget(client));
      return client;
    } catch (error) {
      open -= 1;
      waiting.shift()?.(undefined);
      throw error;
    }
  };

  const forget = (client: Client): void => {
    open -= 1;
    ended.add(client);
    const at = idle.indexOf(client);
    if (at >= 0) idle.splice(at, 1);
    waiting.shift()?.(undefined);
    if (!closed && !discarded.has(client)) void probe();
  };

  /** One lost connection can be the idle timeout or an administrator; only if no new one can be made is the server gone. */
  const probe = async (): Promise<void> => {
    if (probing) return;
    probing = true;
    try {
      if (open < most) release(await add(), 'keep');
    } catch (error) {
      if (!closed) onLost(toDatabaseError(error));
    } finally {
      probing = false;
    }
  };

  const release = (client: Client, fate: ClientFate): void => {
    if (ended.has(client) || fate === 'lost') {
      destroySocket(client);
      return;
    }
    if (fate === 'discard' || closed || (idle.length >= mostIdle && waiting.length === 0)) {
      discarded.add(client);
      if (fate === 'discard') destroySocket(client);
      else client.end().catch(() => undefined);
      return;
    }
    const next = waiting.shift();
    if (next) next(client);
    else idle.push(client);
  };

  const acquire = async (cancellation?: Cancellation): Promise<Client> => {
    for (;;) {
      if (closed) throw new DatabaseError('This connection is closed.', 'connection-lost');
      if (cancellation?.isCancelled) throw new DatabaseError('Cancelled.', 'cancelled');
      const free = idle.pop();
      if (free) return free;
      if (open < most) return add();
      const handed = await new Promise<Client | undefined>((resolve) => {
        waiting.push(resolve);
        cancellation?.onCancel(() => {
          const at = waiting.indexOf(resolve);
          if (at >= 0) waiting.splice(at, 1);
          if (at >= 0) resolve(undefined);
        });
      });
      if (handed) return handed;
    }
  };

  const close = async (): Promise<void> => {
    closed = true;
    for (const resolve of waiting.splice(0)) resolve(undefined);
    await Promise.all(idle.splice(0).map((client) => client.end().catch(() => undefined)));
  };

  return { acquire, release, close };
}

/** `end()` would wait for the running statement. */
function destroySocket(client: Client): void {
  const connection: unknown = Reflect.get(client, 'connection');
  const stream: unknown = typeof connection === 'object' && connection ? Reflect.get(connection, 'stream') : undefined;
  if (typeof stream === 'object' && stream && 'destroy' in stream && typeof stream.destroy === 'function') {
    stream.destroy();
  }
  client.end().catch(() => undefined);
}
