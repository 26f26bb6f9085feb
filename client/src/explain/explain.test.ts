import { describe, expect, it } from 'vitest';
import { parsePlan } from './parsePlan.ts';
import type { Plan, PlanNode } from './plan.ts';
import { planFindings } from './planFindings.ts';
import { renderPlanText } from './renderText.ts';
import { repairPlanJson } from './repairPlanJson.ts';

type Json = Record<string, unknown>;

const node = (type: string, time: number, rows: number, more: Json = {}): Json => ({
  'Node Type': type,
  'Startup Cost': 0,
  'Total Cost': 10,
  'Plan Rows': rows,
  'Plan Width': 4,
  'Actual Startup Time': 0.01,
  'Actual Total Time': time,
  'Actual Rows': rows,
  'Actual Loops': 1,
  ...more,
});

const planned = (root: Json, more: Json = {}): Plan => {
  const { plan } = parsePlan(JSON.stringify([{ Plan: root, ...more }]));
  if (!plan) throw new Error('no plan');
  return plan;
};
const at = (plan: Plan, id: string): PlanNode => {
  const path = id.split('.').slice(1).map(Number);
  const found = path.reduce<PlanNode | undefined>((parent, index) => parent?.children[index], plan.root);
  if (!found) throw new Error(`no node ${id}`);
  return found;
};

describe('parsePlan', () => {
  const one = { Plan: { 'Node Type': 'Result' } };
  it.each<[string, unknown]>([
    ['the server', [one]],
    ['an object', one],
    ['a result set', [{ 'QUERY PLAN': [one] }]],
    ['a result set with text', [{ 'QUERY PLAN': JSON.stringify([one]) }]],
    ['auto_explain', { 'Query Text': 'select 1', ...one }],
  ])('reads a plan as %s gives it', (_name, value) => {
    expect(parsePlan(JSON.stringify(value)).plan?.root.type).toBe('Result');
  });
  it('reads a deep plan, and gives a problem for a bottomless one', () => {
    const nested = (depth: number) => `{"Plan": ${'{"Plans": ['.repeat(depth)}{}${']}'.repeat(depth)}}`;
    const deep = parsePlan(nested(900)).plan;
    expect(deep && renderPlanText(deep).split('\n').length).toBe(901);
    const bottomless = parsePlan(nested(200_000));
    expect('problem' in bottomless ? bottomless.problem : '').toMatch(/levels deep/);
  });
  it('reads the JSON of a MERGE that the server closes too late', () => {
    const tables = '{"Alias": "a ] \\" b"}, {"Alias": "c"}';
    const merge = `[{"Plan": {"Node Type": "ModifyTable", "Target Tables": [${tables},\n "Tuples Inserted": 1, "Tuples Updated": 0 ], "Plans": []}}]`;
    const details = parsePlan(merge).plan?.root.details;
    expect(details).toMatchObject({ 'Target Tables': [{}, { Alias: 'c' }], 'Tuples Inserted': 1, 'Tuples Updated': 0 });
    const sound = `{"Plan": {"Node Type": "ModifyTable", "Target Tables": [${tables}], "Operation": "Merge"}}`;
    expect(repairPlanJson(sound)).toBe(sound);
  });
  it.each([
    '',
    '{"Target Tables": [',
    '{"Target Tables": ["a"',
    'Seq Scan on a',
    '{}',
    '[]',
    'null',
    '[[[[[[[[1]]]]]]]]',
    '{"Plan": 1}',
    '[{"QUERY PLAN": "x"}]',
    '"\ud800"',
  ])('gives a problem for %s', (text) => {
    const reading = parsePlan(text);
    expect('problem' in reading ? reading.problem : '').toMatch(/EXPLAIN with FORMAT JSON/);
  });
});

describe('times', () => {
  it('are split into the node and what is below it', () => {
    const plan = planned(node('Sort', 10, 5, { Plans: [node('Seq Scan', 7, 5)] }), { 'Execution Time': 20 });
    expect(plan.root.actual).toMatchObject({ inclusiveTimeMs: 10, exclusiveTimeMs: 3, exclusiveShare: 0.15 });
    expect(at(plan, '0.0').actual).toMatchObject({ exclusiveTimeMs: 7 });
  });
  it('count loops, and processes side by side as one', () => {
    const scan = node('Seq Scan', 9, 100, {
      'Actual Loops': 3,
      'Parent Relationship': 'Outer',
      'Parallel Aware': true,
    });
    const plan = planned(node('Gather', 12, 300, { 'Workers Launched': 2, Plans: [scan] }));
    expect(at(plan, '0.0').actual).toMatchObject({ inclusiveTimeMs: 9, rows: 300 });
    expect(plan.root.actual).toMatchObject({ exclusiveTimeMs: 3 });
    const loop = planned(
      node('Nested Loop', 30, 10, {
        Plans: [node('Seq Scan', 2, 10), node('Index Scan', 0.5, 1, { 'Actual Loops': 40 })],
      }),
    );
    expect(at(loop, '0.1').actual).toMatchObject({ inclusiveTimeMs: 20, rows: 40 });
    expect(loop.root.actual).toMatchObject({ exclusiveTimeMs: 8 });
  });
  it('give the time of a CTE to those who scan it', () => {
    const cte = node('Seq Scan', 6, 10, { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'CTE x' });
    const scan = (time: number) => node('CTE Scan', time, 10, { 'CTE Name': 'x', 'Parent Relationship': 'Outer' });
    const plan = planned(node('Hash Join', 12, 10, { Plans: [cte, scan(6), scan(3)] }));
    expect(at(plan, '0.1').actual?.exclusiveTimeMs).toBeCloseTo(2);
    expect(at(plan, '0.2').actual?.exclusiveTimeMs).toBeCloseTo(1);
    expect(plan.root.actual?.exclusiveTimeMs).toBeCloseTo(3);
  });
  it.each([
    ['of PostgreSQL 18', 'InitPlan 1', '(id = (InitPlan 1).col1)'],
    ['of PostgreSQL 15', 'InitPlan 1 (returns $0)', '(id = $0)'],
  ])('give the time of a plan that runs first to the node that uses it, as written by %s', (_name, subplan, filter) => {
    const first = node('Aggregate', 6, 1, { 'Parent Relationship': 'InitPlan', 'Subplan Name': subplan });
    const scan = node('Seq Scan', 9, 10, { 'Parent Relationship': 'Outer', Filter: filter });
    const other = node('Seq Scan', 8, 10, { 'Parent Relationship': 'Inner', Filter: '(id = $01)' });
    const plan = planned(node('Hash Join', 20, 10, { Plans: [first, scan, other] }));
    expect(at(plan, '0.1').actual?.exclusiveTimeMs).toBeCloseTo(3);
    expect(at(plan, '0.2').actual?.exclusiveTimeMs).toBeCloseTo(8);
    expect(plan.root.actual?.exclusiveTimeMs).toBeCloseTo(3);
  });
  it('give the time of a plan that runs first to a node that can have used it, where none says so', () => {
    const first = node('Aggregate', 6, 1, { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'InitPlan 1' });
    const scan = node('Seq Scan', 7, 10, { 'Parent Relationship': 'Outer' });
    const plan = planned(node('Sort', 8, 10, { Plans: [first, scan] }));
    expect(at(plan, '0.1').actual?.exclusiveTimeMs).toBeCloseTo(1);
    expect(plan.root.actual?.exclusiveTimeMs).toBeCloseTo(1);
  });
  it('keep the fractions of PostgreSQL 18', () => {
    const plan = planned(node('Index Scan', 1, 1, { 'Actual Rows': 0.03, 'Actual Loops': 50000, Disabled: false }));
    expect(plan.root.actual).toMatchObject({ rows: 1500 });
    expect(plan.wholeRows).toBe(false);
  });
});

describe('planFindings', () => {
  const kinds = (root: Json, executionTimeMs = 20) =>
    planFindings(planned(root, { 'Execution Time': executionTimeMs })).map(({ kind, node: id }) => [kind, id]);
  const scan = (rows: number, more: Json = {}) => node('Seq Scan', 3, rows, more);

  it('says nothing of a plan that was not run', () => {
    expect(planFindings(planned({ 'Node Type': 'Seq Scan', 'Plan Rows': 1 }))).toEqual([]);
  });
  it('finds the slow nodes, of a statement that takes its time', () => {
    const root = node('Sort', 20, 5, { Plans: [node('Seq Scan', 18, 5)] });
    expect(kinds(root)).toEqual([['slow-node', '0.0']]);
    expect(kinds(node('Sort', 20, 5, { Plans: [node('Hash', 13, 5, { Plans: [node('Seq Scan', 7, 5)] })] }))).toEqual(
      [],
    );
    expect(kinds(node('Sort', 2, 5, { Plans: [node('Seq Scan', 1.8, 5)] }), 2)).toEqual([]);
  });
  it('tells of a scan by its share of the time only where a pause of the machine would not change that', () => {
    const scanned = node('Seq Scan', 0.5, 5, { 'Rows Removed by Filter': 5000 });
    const root = (time: number): Json => node('Sort', time, 5, { Plans: [scanned] });
    expect(kinds(root(20), 20)).toContainEqual(['seq-scan-filter', '0.0']);
    expect(kinds(root(200), 200)).not.toContainEqual(['seq-scan-filter', '0.0']);
  });
  it.each<[string, Json, readonly unknown[]]>([
    ['more', scan(5000, { 'Plan Rows': 100 }), [['row-misestimate', '0']]],
    ['fewer', scan(0, { 'Plan Rows': 5000 }), [['row-misestimate', '0']]],
    ['a little', scan(900, { 'Plan Rows': 1 }), []],
    ['under a Limit', node('Limit', 3, 1, { Plans: [scan(1, { 'Plan Rows': 5000 })] }), []],
    [
      'under a Sort under a Limit',
      node('Limit', 3, 1, {
        Plans: [node('Sort', 3, 1, { 'Plan Rows': 1, Plans: [scan(1, { 'Plan Rows': 5000 })] })],
      }),
      [['row-misestimate', '0.0.0']],
    ],
    [
      'below and above',
      node('Nested Loop', 3, 9000, { 'Plan Rows': 1, Plans: [scan(9000, { 'Plan Rows': 1 })] }),
      [['row-misestimate', '0.0']],
    ],
    ['in a BitmapAnd', node('BitmapAnd', 3, 0, { 'Plan Rows': 5000 }), []],
  ])('finds estimates that are off: %s', (_name, root, expected) => {
    expect(kinds(root)).toEqual(expected);
  });
  it('of a quick statement finds only what is off by rows that will tell', () => {
    expect(kinds(node('Seq Scan', 1, 5000, { 'Plan Rows': 100 }), 2)).toEqual([]);
    expect(kinds(node('Seq Scan', 1, 50_000, { 'Plan Rows': 100 }), 2)).toEqual([['row-misestimate', '0']]);
    expect(kinds(node('Seq Scan', 1, 5, { 'Rows Removed by Filter': 5000 }), 2)).toEqual([]);
    expect(kinds(node('Seq Scan', 1, 5, { 'Rows Removed by Filter': 20_000 }), 2)).toEqual([['seq-scan-filter', '0']]);
  });
  it('finds scans that throw nearly everything away, where they take a part of the time', () => {
    const removing = scan(5, { 'Rows Removed by Filter': 5000, Filter: '(a = 1)' });
    expect(kinds(removing)).toEqual([['seq-scan-filter', '0']]);
    expect(kinds(removing, 2000)).toEqual([]);
  });
  it('finds spills, and what was never executed', () => {
    const sort = (kilobytes: number) =>
      node('Sort', 3, 5, {
        'Sort Method': 'external merge',
        'Sort Space Used': kilobytes,
        'Sort Space Type': 'Disk',
      });
    expect(kinds(sort(4000))).toEqual([['sort-disk', '0']]);
    expect(kinds(sort(64))).toEqual([]);
    expect(kinds(node('Hash', 3, 5, { 'Hash Batches': 4 }))).toEqual([['hash-batches', '0']]);
    expect(kinds(node('Seq Scan', 0, 0, { 'Actual Loops': 0, 'Plan Rows': 5000 }))).toEqual([['never-executed', '0']]);
  });
});

describe('renderPlanText', () => {
  it('shows workers and what PostgreSQL 17 and before say differently', () => {
    const worker = {
      'Worker Number': 0,
      'Actual Startup Time': 1,
      'Actual Total Time': 2,
      'Actual Rows': 3,
      'Actual Loops': 1,
    };
    const sort = node('Sort', 2, 6, {
      'Parallel Aware': false,
      'Actual Loops': 2,
      'Sort Key': ['a', 'b'],
      'Sort Method': 'quicksort',
      'Sort Space Used': 25,
      'Sort Space Type': 'Memory',
      'Shared Hit Blocks': 3,
      'Shared Read Blocks': 0,
      'Temp Read Blocks': 1,
      'I/O Read Time': 0.5,
      Workers: [{ ...worker, 'Sort Method': 'quicksort', 'Sort Space Used': 24, 'Sort Space Type': 'Memory' }],
    });
    const plan = planned(node('Gather Merge', 3, 6, { 'Workers Planned': 1, 'Workers Launched': 1, Plans: [sort] }), {
      'Planning Time': 0.1,
      Triggers: [{ 'Trigger Name': 'RI_1', 'Constraint Name': 'fk', Relation: 'a', Time: 1, Calls: 2 }],
      JIT: {
        Functions: 2,
        Options: { Inlining: false },
        Timing: { Generation: { Deform: 0.1, Total: 0.2 }, Total: 1 },
      },
      'Execution Time': 5,
    });
    expect(
      renderPlanText(plan),
    ).toBe(`Gather Merge  (cost=0.00..10.00 rows=6 width=4) (actual time=0.010..3.000 rows=6 loops=1)
  Workers Planned: 1
  Workers Launched: 1
  ->  Sort  (cost=0.00..10.00 rows=6 width=4) (actual time=0.010..2.000 rows=6 loops=2)
        Sort Key: a, b
        Sort Method: quicksort  Memory: 25kB
        Buffers: shared hit=3, temp read=1
        I/O Timings: read=0.500
        Worker 0:  actual time=1.000..2.000 rows=3 loops=1
          Sort Method: quicksort  Memory: 24kB
Planning Time: 0.100 ms
Trigger for constraint fk: time=1.000 calls=2
JIT:
  Functions: 2
  Options: Inlining false
  Timing: Generation 0.200 ms (Deform 0.100 ms), Total 1.000 ms
Execution Time: 5.000 ms`);
  });
});
