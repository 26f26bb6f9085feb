/** Exit statuses of `dbarch`; part of the command line's contract. */
export const exitStatus = {
  /** Nothing at or above the threshold. */
  clean: 0,
  /** Findings at or above the threshold. */
  findings: 1,
  /** Wrong usage, or input that cannot be read. */
  usage: 2,
  /** Our own fault. */
  internal: 3,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** The command line, or what it names, is wrong: one line on stderr, status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
