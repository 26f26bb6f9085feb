const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `0.042 ms`, `12.4 ms`, `1,234 ms`, `12.3 s`: three figures that matter. */
export function milliseconds(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  if (value >= 100) return `${decimal.format(value)} ms`;
  return `${value.toFixed(value >= 1 ? 1 : 3)} ms`;
}

/** `1,234,567`; fractions of a row (means over loops) keep two digits below ten. */
export function rows(value: number): string {
  return Number.isInteger(value) || value >= 10 ? decimal.format(value) : value.toFixed(2);
}

/** `38 %`, `< 1 %`. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return whole === 0 && share > 0 ? '< 1 %' : `${whole} %`;
}

/** How far an estimate was off: `12× too low`, `8× too high`; undefined where it was within a factor of two. */
export function misestimate(factor: number | undefined): string | undefined {
  if (factor === undefined || (factor < 2 && factor > 0.5)) return undefined;
  if (factor === 0) return 'none came';
  return factor > 1 ? `${decimal.format(factor)}× too low` : `${decimal.format(1 / factor)}× too high`;
}

/** Blocks of 8 KiB as `12 blocks (96 kB)`. */
export function blocks(count: number): string {
  const kilobytes = count * 8;
  const size = kilobytes >= 10_240 ? `${decimal.format(kilobytes / 1024)} MB` : `${decimal.format(kilobytes)} kB`;
  return `${decimal.format(count)} ${count === 1 ? 'block' : 'blocks'} (${size})`;
}
