export function migration(count: number, first?: number): string;
