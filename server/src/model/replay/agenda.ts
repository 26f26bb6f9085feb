import { comparePositions, firstAfter, type Spot } from './position.ts';
import type { StatementSlot } from './slots.ts';
import type { KeyState } from './timeline.ts';

/** Those who read a key, and how far they have been told. */
interface Item {
  readonly key: KeyState;
  readonly readers: readonly StatementSlot[];
  /** The next of them. */
  slot: StatementSlot;
}

/** The statements that read keys, in order: a heap, because a change may reach thousands of keys. */
export class Agenda {
  private readonly heap: Item[] = [];

  /** The statements from the spot on that read the key. */
  add(key: KeyState, from: Spot): void {
    for (const { readers } of [key, ...key.groups]) {
      const slot = readers[firstAfter(readers, from)];
      if (!slot) continue;
      this.heap.push({ key, readers, slot });
      this.rise(this.heap.length - 1);
    }
  }

  /** The first statement at or after the spot that reads a key which still counts. */
  next(from: Spot, counts: (key: KeyState) => boolean): StatementSlot | undefined {
    for (let top = this.heap[0]; top; top = this.heap[0]) {
      const isPast = comparePositions(top.slot, from) < 0;
      if (!isPast && counts(top.key)) return top.slot;
      const next = counts(top.key) ? top.readers[firstAfter(top.readers, from)] : undefined;
      if (next) top.slot = next;
      else this.removeTop();
      this.sink();
    }
    return undefined;
  }

  private removeTop(): void {
    const last = this.heap.pop();
    if (last && this.heap.length > 0) this.heap[0] = last;
  }

  private rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private sink(): void {
    for (let at = 0; ; ) {
      let first = at;
      for (const child of [at * 2 + 1, at * 2 + 2]) if (this.isBefore(child, first)) first = child;
      if (first === at) return;
      this.swap(at, first);
      at = first;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const left = this.heap[one];
    const right = this.heap[other];
    return left !== undefined && right !== undefined && comparePositions(left.slot, right.slot) < 0;
  }

  private swap(one: number, other: number): void {
    const left = this.heap[one];
    const right = this.heap[other];
    if (!left || !right) return;
    this.heap[one] = right;
    this.heap[other] = left;
  }
}
