import { styleText } from 'node:util';
import stringWidth from 'string-width';
import type { Severity } from '../../../../server/src/model/finding.ts';
import { countBySeverity, type LintReport, type ReportedFinding, type Reporter } from '../report.ts';

type Style = Parameters<typeof styleText>[0];

const severityStyle: Readonly<Record<Severity, Style>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: ['bold', 'blue'],
  hint: ['bold', 'gray'],
};

/** Source lines shown of a finding that spans many. */
const longestExcerpt = 4;
/** Characters of a line kept on each side of a finding in a minified or data-heavy line. */
const widestLine = 160;

/** For people: each finding with its source and carets, then one line that counts. Problems are on stderr, and only there. */
export const text: Reporter = (report, { color, lines }) => {
  const paint = (style: Style, value: string): string =>
    color ? styleText(style, value, { validateStream: false }) : value;
  const parts: string[] = [];
  for (const finding of report.findings) parts.push(renderFinding(finding, lines(finding.file), paint));
  parts.push(renderSummary(report, paint));
  return parts.join('\n');
};

function renderFinding(
  finding: ReportedFinding,
  lines: readonly string[],
  paint: (style: Style, value: string) => string,
): string {
  const { start } = finding.range;
  const heading = `${paint(severityStyle[finding.severity], `${finding.severity}[${finding.rule}]`)}: ${finding.message}`;
  const place = `${finding.file}:${start.line + 1}:${start.character + 1}`;
  const excerpt = renderExcerpt(finding, lines, paint);
  const gutter = ' '.repeat(excerpt.gutterWidth);
  const notes = finding.fixes.map(
    (fix) => `${gutter} ${paint('cyan', '= fix:')} ${fix.title}${fix.safety === 'review' ? ' (review)' : ''}`,
  );
  return [
    heading,
    `${gutter}${paint('cyan', '-->')} ${place}`,
    ...excerpt.rows,
    ...notes,
    `${gutter} ${paint('cyan', '= see:')} ${finding.url}`,
    '',
  ].join('\n');
}

interface Excerpt {
  readonly gutterWidth: number;
  readonly rows: readonly string[];
}

function renderExcerpt(
  finding: ReportedFinding,
  lines: readonly string[],
  paint: (style: Style, value: string) => string,
): Excerpt {
  const { start, end } = finding.range;
  const endsAtLineStart = end.line > start.line && end.character === 0;
  const lastLine = Math.min(endsAtLineStart ? end.line - 1 : end.line, lines.length - 1);
  const shownLine = Math.min(lastLine, start.line + longestExcerpt - 1);
  const gutterWidth = String(shownLine + 1).length;
  const bar = paint('cyan', '|');
  const rows = [`${' '.repeat(gutterWidth)} ${bar}`];
  for (let line = start.line; line <= shownLine; line += 1) {
    const source = lines[line] ?? '';
    const from = line === start.line ? start.character : source.length - source.trimStart().length;
    const to = line === end.line ? end.character : source.trimEnd().length;
    const window = clip(source, from, to);
    rows.push(`${paint('cyan', String(line + 1).padStart(gutterWidth))} ${bar} ${window.text}`);
    const carets = '^'.repeat(Math.max(1, widthOf(window.text.slice(window.from, window.to))));
    rows.push(
      `${' '.repeat(gutterWidth)} ${bar} ${blank(window.text.slice(0, window.from))}${paint(severityStyle[finding.severity], carets)}`,
    );
  }
  if (lastLine > shownLine) rows.push(`${' '.repeat(gutterWidth)} ${bar} …`);
  return { gutterWidth, rows };
}

function visible(control: string): string {
  return control === '\t' ? control : '\u2423';
}

/** The part of a long line around the finding, and where the finding lies in it. */
function clip(source: string, from: number, to: number): { text: string; from: number; to: number } {
  const clean = /^[\t\x20-\x7e]*$/.test(source) ? source : source.replace(/\p{Cc}/gu, visible);
  if (clean.length <= widestLine) return { text: clean, from, to: Math.max(to, from) };
  const left = Math.max(0, from - 40);
  const right = Math.min(clean.length, left + widestLine);
  const prefix = left > 0 ? '…' : '';
  const text = `${prefix}${clean.slice(left, right)}${right < clean.length ? '…' : ''}`;
  const shift = prefix.length - left;
  return { text, from: from + shift, to: Math.min(Math.max(to, from) + shift, text.length) };
}

/** Columns that a terminal gives the text. */
function widthOf(text: string): number {
  // The exact measure costs a hundred times more, and most lines are plain.
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** As wide as the text, with its tabs, so that carets stand under what they mean. */
function blank(text: string): string {
  return text
    .split('\t')
    .map((part) => ' '.repeat(widthOf(part)))
    .join('\t');
}

function renderSummary(report: LintReport, paint: (style: Style, value: string) => string): string {
  const counts = countBySeverity(report.findings);
  if (report.files === 0) return 'No SQL or migration files to look at.\n';
  const looked = `${plural(report.files, 'file')}, ${plural(report.statements, 'statement')}`;
  if (report.findings.length === 0) return `${paint(['bold', 'green'], 'No findings')} in ${looked}.\n`;
  const severities = [
    counts.error > 0 ? plural(counts.error, 'error') : '',
    counts.warning > 0 ? plural(counts.warning, 'warning') : '',
    counts.info > 0 ? `${counts.info} info` : '',
    counts.hint > 0 ? plural(counts.hint, 'hint') : '',
  ].filter(Boolean);
  const safe = report.findings.filter((finding) => finding.fixes.some((fix) => fix.safety === 'safe')).length;
  const review = report.findings.filter((finding) => finding.fixes.length > 0).length - safe;
  const fixable = [
    safe > 0 ? `${safe} fixable with "dbarch fix"` : '',
    review > 0 ? `${safe > 0 ? `${review} more` : review} with "dbarch fix --review"` : '',
  ].filter(Boolean);
  const closing = fixable.length > 0 ? ` ${fixable.join(', ')}.` : '';
  return `${paint('bold', plural(report.findings.length, 'finding'))} (${severities.join(', ')}) in ${looked}.${closing}\n`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
