import { getHeapStatistics } from 'node:v8';
import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { fixAllInSlices } from '../analysis/fixAll.ts';
import { createWorkspace } from '../analysis/workspace.ts';
import { createProjectFacts, type ProjectFacts } from '../edge/projectFacts.ts';
import { abandon, type Steps } from '../model/steps.ts';
import type { ServerContext } from './context.ts';
import { createDocuments } from './documents.ts';
import { createFileNames, isPath } from './fileNames.ts';
import { createFolders } from './folders.ts';

/** How long the analysis may keep the event loop to itself, in ms. */
const sliceMs = 25;

/** The context, and what only the lifecycle of the server may do with it. */
export interface OwnedContext extends ServerContext {
  capabilities: ServerContext['capabilities'];
  ready: Promise<void>;
  scanned: Promise<void>;
  readonly facts: ProjectFacts;
}

export function createContext(connection: Connection): OwnedContext {
  const documents = createDocuments();
  const names = createFileNames();
  const folders = createFolders();
  const facts = createProjectFacts();
  const listeners: ((file: string | undefined) => void)[] = [];
  const closed = new Map<string, { readonly text: string; readonly document: TextDocument }>();
  const workspace = createWorkspace({
    configuration: folders.configuration,
    projectFacts: (file) => (isPath(file) ? facts.factsFor(file) : {}),
    reportRuleError: (rule, file, error) => connection.console.error(`Rule ${rule} failed on ${file}: ${words(error)}`),
  });

  function hasRoom(): boolean {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    if (used * 2 < limit) return true;
    connection.console.warn('There is no memory left to try the fixes of a whole file that is this long.');
    return false;
  }

  return {
    connection,
    documents,
    names,
    folders,
    facts,
    workspace,
    capabilities: {},
    ready: Promise.resolve(),
    scanned: Promise.resolve(),
    document(file) {
      const open = documents.get(names.uriOf(file));
      if (open) return open;
      const text = workspace.text(file);
      if (text === undefined) return undefined;
      const known = closed.get(file);
      if (known?.text === text) return known.document;
      const document = TextDocument.create(names.uriOf(file), '', 0, text);
      closed.set(file, { text, document });
      return document;
    },
    analyse: (file, token) => inSlices(workspace.analysisInSlices(file, sliceMs), token),
    inSlices,
    settled: (token) => inSlices(workspace.settleInSlices(sliceMs), token),
    fixAll: (file, token) => inSlices(fixAllInSlices(workspace, file, sliceMs, hasRoom), token),
    async answer(feature, fallback, handler) {
      try {
        return await handler();
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        connection.console.error(`${feature} failed: ${words(error)}`);
        return fallback;
      }
    },
    onChange: (listener) => listeners.push(listener),
    changed: (file) => {
      for (const listener of listeners) listener(file);
    },
  };
}

/** Lets the messages that have come in be handled. */
export function immediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function inSlices<Result>(steps: Steps<Result>, token: CancellationToken): Promise<Result> {
  try {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value;
      await immediate();
      throwIfCancelled(token);
    }
  } finally {
    abandon(steps);
  }
}

function throwIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested)
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled by the client.');
}

function words(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
