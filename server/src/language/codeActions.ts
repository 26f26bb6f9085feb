import {
  type CodeAction,
  CodeActionKind,
  type CodeActionOptions,
  type CodeActionParams,
  type Diagnostic,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { disjointEdits, fixAll } from '../analysis/fixAll.ts';
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
      const findings = analysis.findings.filter(
        (finding) => finding.span.start <= span.end && span.start <= finding.span.end,
      );
      return actionsFor({ context, document, file, analysis, findings }, params);
    }),
  );
}

/** In the order in which they are shown: fixes, the same for the whole file, ignore comments, documentation. */
function actionsFor(request: Request, { context: asked }: CodeActionParams): CodeAction[] {
  const wants = (kind: string): boolean =>
    !asked.only || asked.only.some((only) => only === '' || kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    actions.push(
      ...request.findings.flatMap((finding) => fixActions(request, finding, CodeActionKind.QuickFix)),
      ...rulesOf(request).flatMap((finding) => fixRuleActions(request, finding)),
      ...rulesOf(request).flatMap((finding) => ignoreActions(request, finding)),
      ...rulesOf(request).flatMap((finding) => documentationAction(request, finding)),
    );
  } else if (wants(CodeActionKind.RefactorRewrite)) {
    actions.push(
      ...request.findings.flatMap((finding) => fixActions(request, finding, CodeActionKind.RefactorRewrite)),
    );
  }
  // Never offered unasked: the light bulb is about a place, this is about the file.
  if (asked.only && wants(fixAllKind)) actions.push(...fixAllAction(request));
  return actions;
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

function fixAllAction(request: Request): CodeAction[] {
  const { context, document, file } = request;
  const result = fixAll(context.workspace, file);
  if (!result || result.applied === 0) return [];
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
