/**
 * Takes passwords out of text that people will see: the known ones, those in a URI, and those behind `password=` or
 * `PGPASSWORD=`. For every message and log line that can carry a connection string.
 */
export function scrubSecrets(text: string, known: readonly (string | undefined)[] = []): string {
  let scrubbed = text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@'"]*):[^\s'"]*@/gi, '$1:•••@')
    .replace(/([?&](?:password|sslpassword)=)[^\s&#'"]*/gi, '$1•••')
    .replace(/\b((?:PG)?(?:SSL)?PASSWORD["']?\s*[=:]\s*)(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s'"&;]+)/gi, '$1•••');
  for (const secret of known) {
    if (!secret) continue;
    for (const form of new Set([secret, encodeURIComponent(secret), encodeURI(secret)])) {
      scrubbed = scrubbed.replaceAll(form, '•••');
    }
  }
  return scrubbed;
}
