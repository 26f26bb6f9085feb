import { findChromium } from '../../../scripts/chromium.mjs';
import { installVsCode } from '../../../scripts/vscodeServer.mjs';

/** Once, before test files run side by side: two installations at a time would stand in each other's way. */
export default async function install(): Promise<void> {
  await findChromium();
  await installVsCode();
}
