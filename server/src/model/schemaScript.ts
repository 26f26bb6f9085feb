/** One migration or seed file, as what it sends to the server. */
export interface SchemaScript {
  readonly file: string;
  readonly statements: readonly SchemaStatement[];
}

export interface SchemaStatement {
  readonly sql: string;
  /** 0-based line of the file where it stands; of an ORM's operation, where the call stands. */
  readonly line: number;
  /** What follows COPY … FROM stdin, and the 0-based line of its first row. */
  readonly rows?: { readonly text: string; readonly line: number };
}
