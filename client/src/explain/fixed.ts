/** A number with so many decimals, as the server prints it; anything else as it is. */
export function fixed(value: unknown, decimals: number): string {
  return typeof value === 'number' ? value.toFixed(decimals) : String(value ?? '');
}
