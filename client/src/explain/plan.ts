/** A plan as the server printed it in JSON, with the figures that the server leaves to the reader. */
export interface Plan {
  readonly root: PlanNode;
  /** Milliseconds; undefined where the server did not say. */
  readonly planningTimeMs?: number;
  readonly executionTimeMs?: number;
  readonly planningBuffers?: Buffers;
  /** What the server said of the planning, under its own keys. */
  readonly planning: Readonly<Record<string, unknown>>;
  readonly planningMemoryKb?: { readonly used: number; readonly allocated: number };
  readonly triggers: readonly PlanTrigger[];
  readonly jit?: PlanJit;
  readonly serialization?: { readonly timeMs?: number; readonly outputKb: number; readonly format: string };
  /** Settings that differ from their defaults. */
  readonly settings: Readonly<Record<string, string>>;
  readonly queryIdentifier?: string;
  /** Before PostgreSQL 18 the server rounds the rows of a loop to a whole number. */
  readonly wholeRows: boolean;
  /** The statement was executed. */
  readonly analyzed: boolean;
  /** Milliseconds that the percentages of the nodes are taken of: execution time, or the time of the root. */
  readonly totalTimeMs?: number;
}

export interface PlanNode {
  /** Path from the root, `0`, `0.1`, `0.1.0`: stable for one plan. */
  readonly id: string;
  readonly depth: number;
  /** `Node Type` of the server: `Seq Scan`, `Hash Join` … */
  readonly type: string;
  /** As the server's text writes it: `Parallel Seq Scan on public.orders o`. */
  readonly title: string;
  readonly relation?: string;
  readonly schema?: string;
  readonly alias?: string;
  readonly index?: string;
  /** `Outer`, `Inner`, `InitPlan`, `SubPlan`, `Member`, `Subquery`. */
  readonly relationship?: string;
  /** `InitPlan 1 (returns $0)`, `CTE x`, `SubPlan 2`. */
  readonly subplanName?: string;
  readonly startupCost: number;
  readonly totalCost: number;
  /** Estimated rows of one loop. */
  readonly planRows: number;
  readonly planWidth: number;
  /** undefined: not analyzed. */
  readonly actual?: NodeActual;
  readonly buffers?: Buffers;
  readonly wal?: { readonly records: number; readonly fullPageImages: number; readonly bytes: number };
  readonly workersPlanned?: number;
  readonly workersLaunched?: number;
  readonly workers: readonly PlanWorker[];
  readonly children: readonly PlanNode[];
  /** Everything the server said of this node, under its own keys. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface NodeActual {
  /** 0: never executed. */
  readonly loops: number;
  /** Mean of one loop; a fraction since PostgreSQL 18. */
  readonly rowsPerLoop: number;
  readonly rows: number;
  /** Removed by filters, join filters and rechecks, in all loops. */
  readonly rowsRemoved: number;
  /** Milliseconds of one loop; undefined with TIMING off. */
  readonly startupTimeMs?: number;
  readonly timePerLoopMs?: number;
  /** Milliseconds, with everything below it. Parallel work counts as wall time. */
  readonly inclusiveTimeMs?: number;
  /** Milliseconds spent in the node itself. */
  readonly exclusiveTimeMs?: number;
  /** 0–1 of the plan's total. */
  readonly exclusiveShare?: number;
  /** How many times more (>1) or fewer (<1) rows came than estimated; undefined where it says nothing. */
  readonly estimateFactor?: number;
}

/** In blocks (8 KiB on nearly every server); inclusive of the nodes below. */
export interface Buffers {
  readonly sharedHit: number;
  readonly sharedRead: number;
  readonly sharedDirtied: number;
  readonly sharedWritten: number;
  readonly localHit: number;
  readonly localRead: number;
  readonly localDirtied: number;
  readonly localWritten: number;
  readonly tempRead: number;
  readonly tempWritten: number;
  /** Milliseconds, with track_io_timing. */
  readonly readTimeMs?: number;
  readonly writeTimeMs?: number;
}

export interface PlanWorker {
  readonly number: number;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface PlanTrigger {
  readonly name: string;
  readonly relation?: string;
  /** Set for the triggers that check a constraint. */
  readonly constraint?: string;
  readonly calls: number;
  readonly timeMs?: number;
}

export interface PlanJit {
  readonly functions: number;
  readonly totalTimeMs?: number;
  readonly details: Readonly<Record<string, unknown>>;
}
