const opening = '"Target Tables": [';

/**
 * The server (15 to 18) closes the list of a MERGE into a partitioned table too late: what it says of the rows stands among
 * the tables, and the whole is no JSON. This puts it behind them.
 */
export function repairPlanJson(text: string): string {
  let repaired = text;
  for (let at = text.indexOf(opening); at >= 0; at = repaired.indexOf(opening, at + 1)) {
    const list = scanList(repaired, at + opening.length);
    if (list.strayKey === undefined) continue;
    const tables = repaired.slice(0, list.strayKey).replace(/,\s*$/, '');
    repaired = `${tables}], ${repaired.slice(list.strayKey, list.end)}${repaired.slice(list.end + 1)}`;
  }
  return repaired;
}

/** Up to the bracket that ends the list; a string that is an item of its own is a key that went astray. */
function scanList(text: string, start: number): { readonly strayKey?: number; readonly end: number } {
  let depth = 0;
  let strayKey: number | undefined;
  for (const { 0: token, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    else if (depth === 0) strayKey ??= start + index;
    if (depth < 0) return { strayKey, end: start + index };
  }
  return { end: text.length };
}
