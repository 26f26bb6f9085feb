import type { CatalogView, Origin } from '../model/catalog.ts';
import { type OriginParams, type OriginResult, originRequest } from '../protocol.ts';
import type { ServerContext } from './context.ts';
import { rangeOf } from './ranges.ts';

/** Answers where the migrations create an object. */
export function registerOrigin(context: ServerContext): void {
  context.connection.onRequest(originRequest, (params: OriginParams, token) =>
    context.answer<OriginResult | null>('Origin', null, async () => {
      await context.ready;
      await context.scanned;
      await context.settled(token);
      const folder = context.names.fileOf(params.folderUri).replace(/\/$/, '');
      for (const { files } of context.workspace.histories()) {
        const last = files.at(-1);
        if (!last?.startsWith(`${folder}/`)) continue;
        const origin = originOf(context.workspace.catalogFor(last), params);
        const document = origin && context.document(origin.file);
        if (origin && document) return { uri: document.uri, range: rangeOf(document, origin.span) };
      }
      return null;
    }),
  );
}

function originOf(catalog: CatalogView, { kind, schema, relation: of, name }: OriginParams): Origin | undefined {
  switch (kind) {
    case 'table':
    case 'view':
      return catalog.relation({ schema, name })?.origin;
    case 'index':
      return catalog.index({ schema, name })?.index.origin;
    case 'type':
      return catalog.type({ schema, name })?.origin;
    case 'function':
      return catalog.function({ schema, name })?.origin;
    case 'column':
    case 'constraint': {
      const relation = of === undefined ? undefined : catalog.relation({ schema, name: of });
      if (relation?.kind !== 'table') return relation?.origin;
      const parts = kind === 'column' ? relation.columns : relation.constraints;
      return parts.find((part) => part.name === name)?.origin;
    }
  }
}
