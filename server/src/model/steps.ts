/** Work that lets others have their turn between its steps. */
export type Steps<Result> = Generator<void, Result>;

/** Runs steps to their end without a pause. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Lets go of what steps hold that may not have come to their end. */
export function abandon(steps: Steps<unknown>): void {
  steps.return(undefined);
}
