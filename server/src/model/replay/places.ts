import type { LockFact } from '../lock.ts';
import type { Statement } from '../script.ts';
import type { Place, StatementPlace, StateView, TouchedTable } from './replay.ts';
import type { StatementSlot, TouchedSlot } from './slots.ts';

/** Where a place's result and what it looked at are kept. */
interface Observer {
  cached: unknown;
  /** Forgets what was looked at. */
  release(): void;
}

/** A place over an observer; `look` makes the view whose looks go to the observer's watch. */
export class ObservedPlace<Cached> implements Place<Cached> {
  private readonly observer: Observer;
  private readonly look: () => StateView;

  constructor(observer: Observer, look: () => StateView) {
    this.observer = observer;
    this.look = look;
  }

  get cached(): Cached | undefined {
    return this.observer.cached as Cached | undefined;
  }

  set cached(value: Cached | undefined) {
    this.observer.cached = value;
  }

  observe(): StateView {
    this.observer.release();
    return this.look();
  }
}

/** Looks at the state before an operation of a statement. */
export type LookBefore = (slot: StatementSlot, operation: number) => StateView;

/** There is one for every statement, so it holds no functions of its own. */
export class ObservedStatement<Cached> implements StatementPlace<Cached> {
  private readonly slot: StatementSlot;
  private readonly lookBefore: LookBefore;

  constructor(slot: StatementSlot, lookBefore: LookBefore) {
    this.slot = slot;
    this.lookBefore = lookBefore;
  }

  get cached(): Cached | undefined {
    return this.slot.cached as Cached | undefined;
  }

  set cached(value: Cached | undefined) {
    this.slot.cached = value;
  }

  get statement(): Statement {
    return this.slot.statement;
  }

  get index(): number {
    return this.slot.index;
  }

  observe(): StateView {
    this.slot.release();
    return this.lookBefore(this.slot, 0);
  }

  get anchor(): this {
    return this;
  }

  beforeOperation(operation: number): StateView {
    return this.lookBefore(this.slot, operation);
  }

  release(): void {
    this.slot.partlyRun = undefined;
  }

  lockFacts(operation: number): readonly LockFact[] | undefined {
    return this.slot.facts?.[operation];
  }
}

export class ObservedTable<Cached> extends ObservedPlace<Cached> implements TouchedTable<Cached> {
  readonly key: string;
  private readonly touched: TouchedSlot;

  constructor(touched: TouchedSlot, look: () => StateView) {
    super(touched, look);
    this.key = touched.key;
    this.touched = touched;
  }

  get statements(): readonly Statement[] {
    return this.touched.slots.map((slot) => slot.statement);
  }
}
