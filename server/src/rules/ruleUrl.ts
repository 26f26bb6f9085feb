/** Where the project lives on the web. */
export const projectUrl = 'https://github.com/database-architect/database-architect';

/** Where the page of a rule is read on the web. */
export function ruleUrl(id: string): string {
  return `${projectUrl}/blob/main/docs/rules/${id}.md`;
}
