import { parse } from 'dotenv';

/** The variables of a `.env` file, with `${NAME}` and `$NAME` replaced by variables of the file or of `outer`. */
export function parseDotenv(
  text: string,
  outer: Readonly<Record<string, string | undefined>> = {},
): Readonly<Record<string, string>> {
  const variables = parse(text);
  const expand = (value: string, seen: readonly string[]): string =>
    value.replace(/\\\$|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$([A-Za-z_]\w*)/g, (whole, braced, otherwise, plain) => {
      const name: unknown = braced ?? plain;
      if (typeof name !== 'string') return '$';
      if (seen.includes(name)) return whole;
      const inner = variables[name];
      if (inner !== undefined) return expand(inner, [...seen, name]);
      return outer[name] ?? (typeof otherwise === 'string' ? otherwise : braced ? '' : whole);
    });
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, expand(value, [name])]));
}
