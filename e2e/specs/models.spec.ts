/** Models in and out through the window, the devices of the machine, and an embedding that waits for a while. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { sharedPath } from '../../main/dev/shared.ts';
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { ModelsPage } from '../pages/models-page.ts';

const timeout = 4 * patienceMs;
const golden = sharedPath('golden/tiny-biomedclip');
const folder = mkdtempSync(join(tmpdir(), 'figscope-models-'));

suite('models', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the shipped model, and what this machine computes on', { timeout }, async ({ page }) => {
    await page.open();
    await page.statusBar.getByText('No jobs running').waitFor({ timeout: 2 * patienceMs });
    await page.choose('Models');
    const models = new ModelsPage(page);
    await models.model('sample-nano').waitFor();
    const shown = models.page('sample-nano');
    await shown.getByText('1.17 M in').waitFor();
    const engines = models.devices.getByRole('table', { name: /Engines on/ });
    await engines.getByText('passed').first().waitFor({ timeout: patienceMs });
    expect(await engines.innerText()).toMatch(/ONNX Runtime [\d.]+/);
    await expectGoodAppearance(page, 'models');

    await models.devices.getByRole('button', { name: 'Run the self-test' }).click();
    await page.statusBar.getByText('figscope engine test').waitFor();
    await models.devices.locator('[aria-busy="true"]').waitFor({ state: 'detached', timeout: patienceMs });
    await engines.getByText('passed').first().waitFor();

    await shown.getByRole('tab', { name: /^Tensors/ }).click();
    await shown.getByRole('textbox', { name: 'Find a tensor' }).fill('visual proj');
    const tensors = shown.getByRole('grid', { name: 'Tensors' });
    await soon(() => tensors.getAttribute('aria-rowcount')).not.toBe('0');
    for (const row of await tensors.getByRole('row').allInnerTexts()) expect(row).toMatch(/visual.*proj/);
    await expectGoodAppearance(page, 'models-tensors');
    await shown.getByRole('tab', { name: 'Configuration' }).click();
    await shown.getByText('text.contextLength').waitFor();
  });

  test('an embedding is paused and goes on where it stood', { timeout }, async ({ page }) => {
    await page.open();
    await page.statusBar.getByText('No jobs running').waitFor({ timeout: 2 * patienceMs });
    const models = new ModelsPage(page);
    await models.open();
    await models.page('sample-nano').getByRole('button', { name: 'Embed a corpus' }).click();
    await models.dialog.getByText('$ figscope embed sample --model sample-nano').waitFor();
    await expectGoodAppearance(page, 'models-embed');
    await models.press('Embed');
    const job = page.page.getByRole('article', { name: 'Embed sample with sample-nano' });
    await job.getByRole('button', { name: /^Pause/ }).click();
    await job.getByRole('button', { name: /^Resume/ }).waitFor({ timeout: patienceMs });
    const paused = await job.innerText();
    expect(paused).toMatch(/Paused at \d+%, [\d,]+ of 2,400/);
    await page.statusBar.getByText(/paused/).waitFor();
    await expectGoodAppearance(page, 'jobs-paused');
    await page.statusBar.getByRole('button', { name: 'Resume this job' }).click();
    await job.getByText(/^1,200 images at .*, 1,200 texts at/).waitFor({ timeout: patienceMs });
    await models.open();
    await models
      .page('sample-nano')
      .getByRole('tab', { name: /^Embeddings/ })
      .click();
    await models.page('sample-nano').getByText('complete', { exact: true }).waitFor();
  });

  test.skipIf(golden === undefined)(
    'a model is imported, exported and removed; one that lacks a tensor is refused in a table',
    { timeout },
    async ({ page }) => {
      await page.open();
      const models = new ModelsPage(page);
      await models.open();
      const source = join(folder, 'tiny-biomedclip');
      for (const name of filesOfModel) cpSync(join(golden ?? '', name), join(source, name));
      const broken = join(folder, 'broken');
      cpSync(source, broken, { recursive: true });
      // One block more than the weights have.
      const trunk = join(broken, 'vit_config.json');
      const described = JSON.parse(readFileSync(trunk, 'utf8'));
      writeFileSync(trunk, JSON.stringify({ ...described, depth: described.depth + 1 }));

      await models.startImport(broken);
      await models.press('Import');
      const table = models.dialog.getByRole('table', { name: 'Tensors that do not fit' });
      const missing = `visual.trunk.blocks.${described.depth}.attn.qkv.weight`;
      await table.getByRole('row', { name: `missing ${missing}` }).waitFor({ timeout: patienceMs });
      expect(await table.getByRole('row').count()).toBe(1 + 12);
      await expectGoodAppearance(page, 'models-refused');
      await models.press('Cancel');

      await models.startImport(source);
      await models.press('Import');
      await models.model('tiny-biomedclip').waitFor({ timeout: patienceMs });
      const shown = models.page('tiny-biomedclip');
      await shown.getByText(/ViT, timm/).waitFor();
      await page.statusBar.getByText(`figscope model import ${source} --name tiny-biomedclip`).waitFor();

      await models.choose('tiny-biomedclip', 'Export', 'open_clip');
      const out = join(mkdtempSync(join(folder, 'out-')), 'exported');
      await models.dialog.getByRole('textbox', { name: 'Folder on the host' }).fill(out);
      await models.press('Export');
      await models.dialog.getByRole('table', { name: 'Exported files' }).waitFor({ timeout: patienceMs });
      expect(readdirSync(out)).toContain('open_clip_config.json');
      await models.dialog.getByRole('contentinfo').getByRole('button', { name: 'Close' }).click();

      await models.choose('tiny-biomedclip', 'More for', 'Remove');
      await models.press('Remove');
      await models.model('tiny-biomedclip').waitFor({ state: 'detached' });
      await page.page.getByText('Removed tiny-biomedclip').waitFor();
    },
  );

  test('a download says what it would be, and keeps the address of the hub', { timeout }, async ({
    page,
  }) => {
    await page.open();
    const models = new ModelsPage(page);
    await models.open();
    await page.command('download a model');
    await models.dialog.getByRole('textbox', { name: 'Address of the hub' }).waitFor();
    await expectGoodAppearance(page, 'models-download');
    await models.press('Cancel');
  });
});

/** What open_clip writes of a model. */
const filesOfModel = [
  'open_clip_config.json',
  'open_clip_model.safetensors',
  'config.json',
  'vit_config.json',
  'vocab.txt',
  'tokenizer_config.json',
];

if (golden === undefined)
  process.stdout.write('SKIPPED: no shared data. Importing a model through the window was NOT exercised.\n');
