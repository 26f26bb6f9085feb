export interface PlanPageParts {
  /** What the editor calls its own origin for local files. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** New for each page. */
  readonly nonce: string;
}

/** The page of the plan panel. Its policy lets nothing run but our one script, by nonce, and nothing load but our style sheet. */
export function planPage({ cspSource, scriptUri, styleUri, nonce }: PlanPageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${styleUri}">
  <title>Plan</title>
</head>
<body>
  <script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}
