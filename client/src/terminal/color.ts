/** Whether output to `stream` is coloured: asked for, or a terminal without NO_COLOR (https://no-color.org). */
export function useColor(
  asked: boolean | undefined,
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): boolean {
  if (asked !== undefined) return asked;
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR && environment.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && environment.TERM !== 'dumb';
}
