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

export class ObservedStatement<Cached> extends ObservedPlace<Cached> implements StatementPlace<Cached> {
  private readonly slot: StatementSlot;
  private readonly lookBefore: (operation: number) => StateView;

  constructor(slot: StatementSlot, lookBefore: (operation: number) => StateView) {
    super(slot, () => lookBefore(0));
    this.slot = slot;
    this.lookBefore = lookBefore;
  }

  get statement(): Statement {
    return this.slot.statement;
  }

  get index(): number {
    return this.slot.index;
  }

  beforeOperation(operation: number): StateView {
    return this.lookBefore(operation);
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
