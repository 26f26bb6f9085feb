import { partsOfKeywords } from './connectionParts.ts';
import type { FoundTarget } from './environmentTargets.ts';

/** A connection that is a section of a service file. */
export interface FoundService extends FoundTarget {
  readonly service: string;
}

/** The services of a `pg_service.conf`: `[name]` sections of libpq keywords. */
export function parseServiceFile(text: string, file: string): readonly FoundService[] {
  const services = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const section = /^\[(.+)\]$/.exec(line)?.[1];
    if (section !== undefined) {
      // The first section of a name counts, as for libpq.
      current = new Map();
      if (!services.has(section)) services.set(section, current);
      continue;
    }
    const pair = /^([a-z_]+)=(.*)$/.exec(line);
    if (pair?.[1] && current && !current.has(pair[1])) current.set(pair[1], pair[2] ?? '');
  }
  return [...services].flatMap(([name, keywords]) => {
    const parsed = partsOfKeywords(keywords);
    if (!parsed.parts) return [];
    const password = parsed.password === undefined ? {} : { password: parsed.password };
    return [{ service: name, source: `service ${name} in ${file}`, parts: parsed.parts, ...password }];
  });
}
