import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionOptions,
  type CodeActionParams,
  CodeActionTriggerKind,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { disjointEdits, writeFixes } from '../analysis/fixAll.ts';
import { ignoreForFile, ignoreForStatement } from '../analysis/ignoreEdit.ts';
import { statementHolding } from '../analysis/statementSearch.ts';
import type { FileAnalysis } from '../analysis/workspace.ts';
import { dialectSupport } from '../dialects/registry.ts';
import type { Finding, Fix, TextEdit } from '../model/finding.ts';
import { toolById } from '../tools/registry.ts';
import type { ServerContext } from './context.ts';
import { spanOf } from './ranges.ts';
import { openRuleCommand } from './ruleDocumentation.ts';
import { toDiagnostic } from './toDiagnostics.ts';
import { canCreateFiles, workspaceEdit } from './workspaceEdit.ts';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.databaseArchitect`;

/** For `initialize`. */
export const codeActionOptions: CodeActionOptions = {
  codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
};

/** With everything selected there may be thousands; nobody reads such a menu. */
const mostFindings = 100;

/** A place where the light bulb was asked for. */
interface Request {
  readonly context: ServerContext;
  readonly document: TextDocument;
  readonly file: string;
  readonly analysis: FileAnalysis;
  readonly findings: readonly Finding[];
}

export function registerCodeActions(context: ServerContext): void {
  context.connection.onCodeAction((params, token) =>
    context.answer<CodeAction[]>('Code actions', [], async () => {
      await context.ready;
      const file = context.names.fileOf(params.textDocument.uri);
      const document = context.documents.get(params.textDocument.uri);
      const analysis = document && (await context.analyse(file, token));
      if (!document || !analysis) return [];
      const span = spanOf(document, params.range);
      const findings = analysis.findings
        .filter((finding) => finding.span.start <= span.end && span.start <= finding.span.end)
        .slice(0, mostFindings);
      const request = { context, document, file, analysis, findings };
      const { version } = document;
      const rules = new Set(findings.map(({ rule }) => rule));
      await context.inSlices(writeFixes(analysis.findings.filter(({ rule }) => rules.has(rule))), token);
      throwIfChanged(document, version);
      const actions = actionsFor(request, params);
      // Never offered unasked: the light bulb is about a place, this is about the file.
      if (params.context.only && wants(params, fixAllKind)) actions.push(...(await fixAllAction(request, token)));
      return actions;
    }),
  );
}

/** In the order in which they are shown: fixes, the same for the whole file, ignore comments, documentation. */
function actionsFor(request: Request, params: CodeActionParams): CodeAction[] {
  const actions: CodeAction[] = [];
  if (wants(params, CodeActionKind.QuickFix)) {
    actions.push(
      ...request.findings.flatMap((finding) => fixActions(request, finding, CodeActionKind.QuickFix)),
      ...(isAskedFor(request, params) ? request.findings.flatMap((finding) => refusedAction(request, finding)) : []),
      ...rulesOf(request).flatMap((finding) => fixRuleActions(request, finding)),
      ...rulesOf(request).flatMap((finding) => ignoreActions(request, finding)),
      ...rulesOf(request).flatMap((finding) => documentationAction(request, finding)),
    );
  } else if (wants(params, CodeActionKind.RefactorRewrite)) {
    actions.push(
      ...request.findings.flatMap((finding) => fixActions(request, finding, CodeActionKind.RefactorRewrite)),
    );
  }
  return actions;
}

function wants({ context: { only } }: CodeActionParams, kind: string): boolean {
  return !only || only.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
}

function rulesOf({ findings }: Request): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.rule, finding])).values()];
}

function fixActions(request: Request, finding: Finding, kind: string): CodeAction[] {
  const { context, document } = request;
  const diagnostics = [toDiagnostic(finding, document, context)];
  const possible = finding.fixes.filter((fix) => fix.creates.length === 0 || canCreateFiles(context));
  const shown = kind === CodeActionKind.RefactorRewrite ? possible.filter(isLarge) : possible;
  const preferred = shown.find((fix) => fix.safety === 'safe');
  return shown.map((fix) => ({
    title: fix.safety === 'safe' ? fix.title : `${fix.title} (review)`,
    kind,
    diagnostics,
    ...(fix === preferred && { isPreferred: true }),
    edit: workspaceEdit(context, document, fix.edits, fix.creates),
  }));
}

/** What cannot be done is no answer to a light bulb that comes by itself. */
function isAskedFor({ context }: Request, { context: { triggerKind, only } }: CodeActionParams): boolean {
  if (context.capabilities.textDocument?.codeAction?.disabledSupport !== true) return false;
  return triggerKind === CodeActionTriggerKind.Invoked || only?.includes(CodeActionKind.QuickFix) === true;
}

function refusedAction({ context, document }: Request, finding: Finding): CodeAction[] {
  const { refusal } = finding;
  if (!refusal) return [];
  return [
    {
      title: refusal.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(finding, document, context)],
      disabled: { reason: refusal.reason },
    },
  ];
}

/** Steps in files of their own, not a word more or less. */
function isLarge(fix: Fix): boolean {
  return fix.creates.length > 0 || fix.edits.some((edit) => edit.newText.includes('\n'));
}

function fixRuleActions(request: Request, { rule }: Finding): CodeAction[] {
  const same = request.analysis.findings.filter((finding) => finding.rule === rule);
  const { edits, applied } = disjointEdits(same, {});
  if (applied < 2) return [];
  return [editAction(request, `Fix all '${rule}' problems`, edits, diagnosticsOf(request, rule))];
}

function ignoreActions(request: Request, finding: Finding): CodeAction[] {
  const { script } = request.analysis;
  const lineComment = toolById(script.tool)?.lineComment ?? '--';
  const dialect = dialectSupport(script.dialect);
  const diagnostics = diagnosticsOf(request, finding.rule);
  const statement = statementHolding(script.statements, finding.span.start);
  const forFile = ignoreForFile(script, finding.rule, lineComment, dialect);
  const actions = [editAction(request, `Ignore '${finding.rule}' for this file`, [forFile], diagnostics)];
  if (!statement || finding.rule === 'unused-ignore') return actions;
  const forStatement = ignoreForStatement(script, statement, finding.rule, lineComment, dialect);
  return [editAction(request, `Ignore '${finding.rule}' for this statement`, [forStatement], diagnostics), ...actions];
}

function documentationAction(request: Request, { rule, url }: Finding): CodeAction[] {
  if (!request.context.capabilities.window?.showDocument?.support) return [];
  const title = `Show documentation for '${rule}'`;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnosticsOf(request, rule),
      command: { title, command: openRuleCommand, arguments: [url] },
    },
  ];
}

/** Places in the text that was analysed are none in another. */
function throwIfChanged(document: TextDocument, version: number): void {
  if (document.version !== version) throw new ResponseError(LSPErrorCodes.ContentModified, 'The document changed.');
}

async function fixAllAction(
  { context, document, file }: Request,
  token: CancellationToken,
): Promise<readonly CodeAction[]> {
  const { version } = document;
  const result = await context.fixAll(file, token);
  if (!result || result.applied === 0) return [];
  throwIfChanged(document, version);
  return [
    {
      title: 'Fix all safe problems of Database Architect',
      kind: fixAllKind,
      edit: workspaceEdit(context, document, result.edits, []),
    },
  ];
}

function editAction(
  { context, document }: Request,
  title: string,
  edits: readonly TextEdit[],
  diagnostics: Diagnostic[],
): CodeAction {
  return { title, kind: CodeActionKind.QuickFix, diagnostics, edit: workspaceEdit(context, document, edits, []) };
}

function diagnosticsOf({ context, document, findings }: Request, rule: string): Diagnostic[] {
  return findings.filter((finding) => finding.rule === rule).map((finding) => toDiagnostic(finding, document, context));
}
