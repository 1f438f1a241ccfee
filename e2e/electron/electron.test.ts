/** The Electron shell itself. Runs only where Electron's binary is; elsewhere it says so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronForTests } from '../../main/dev/electron.ts';
import { repository } from '../fixtures/workbench.ts';

const binary = electronForTests();
if (binary === undefined) {
  process.stdout.write(
    'SKIPPED: no Electron binary on this machine. The Electron shell was NOT exercised.\n',
  );
}

describe.skipIf(binary === undefined)('the Electron shell', () => {
  const home = mkdtempSync(join(tmpdir(), 'figscope-electron-'));
  let app: ElectronApplication;

  beforeAll(async () => {
    app = await _electron.launch({
      // Without it playwright would ask the electron package, which starts a download.
      executablePath: binary ?? '',
      args: [
        join(repository, 'dist', 'main', 'electron.mjs'),
        `--home=${home}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  });

  afterAll(async () => {
    await app?.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('draws the window from its own scheme', async () => {
    const page = await app.firstWindow();
    await page.locator('#root > *').first().waitFor();
    expect(page.url()).toMatch(/^figscope:\/\/app\//);
    expect(await page.title()).toMatch(/Figscope/);
  });

  it('gives the page no Node', async () => {
    const page = await app.firstWindow();
    expect(await page.evaluate(() => ['require' in globalThis, 'process' in globalThis])).toEqual([
      false,
      false,
    ]);
  });

  it('reaches nothing outside', async () => {
    const page = await app.firstWindow();
    const outcome = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(outcome).toBe('refused');
  });
});
