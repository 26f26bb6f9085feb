/** Where the page of a rule is read on the web. */
export function ruleUrl(id: string): string {
  return `https://github.com/database-architect/database-architect/blob/main/docs/rules/${id}.md`;
}
