/** One server of a connection; without a host the local one. */
export interface Server {
  readonly host?: string;
  readonly port?: number;
}

/** The servers that `host` names: one, or several as in `a:5432,b:5433`, to be tried in this order. */
export function serversOf(target: Server): readonly Server[] {
  return (target.host ?? '').split(',').map((text) => {
    const { host, port } = splitPort(text.trim());
    return { host: host || undefined, port: port ?? target.port };
  });
}

/** Several hosts and their ports as one `host`; undefined where the numbers of both do not go together. */
export function joinServers(hosts: readonly string[], ports: readonly string[]): Server | undefined {
  if (ports.length > 1 && ports.length !== hosts.length) return undefined;
  const same = new Set(ports).size <= 1;
  const host = same ? hosts.join(',') : hosts.map((name, at) => withPort(name, Number(ports[at] || 5432))).join(',');
  return { host: host || undefined, port: same && ports[0] ? Number(ports[0]) : undefined };
}

/** `host:port` for people. */
export function serverName({ host = 'localhost', port = 5432 }: Server): string {
  return withPort(host, port);
}

function withPort(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('/') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** `[::1]:5432`, `host:5432`; an address of IPv6 without brackets and the folder of a socket have no port. */
export function splitPort(text: string): { readonly host: string; readonly port?: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:/]*))(?::(\d*))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return { host: text };
  return port ? { host, port: Number(port) } : { host };
}
