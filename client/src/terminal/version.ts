import manifest from '../../../package.json' with { type: 'json' };

/** Version of the package, as `dbarch --version` prints it. */
export const version: string = manifest.version;
