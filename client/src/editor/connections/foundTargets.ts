import type { SavedConnection } from './savedConnections.ts';

/** A connection that the environment or a file names; the password stays apart from what is saved. */
export type FoundTarget = Omit<SavedConnection, 'id' | 'role' | 'readOnly'> & {
  readonly source: string;
  readonly password?: string;
};

export async function findTargets(): Promise<readonly FoundTarget[]> {
  return [];
}

export function parseTarget(
  uri: string,
): { readonly target: Omit<FoundTarget, 'source'> } | { readonly problem: string } {
  return { problem: `${uri} cannot be read.` };
}
