import { join } from 'node:path';
import { startServer } from './language/startServer.ts';

startServer({ wasmFolder: join(__dirname, 'wasm') });
