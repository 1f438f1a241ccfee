/** Exporting from the window: what a query finds, under which licences; figures picked by hand; what comes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { figscope } from '../fixtures/scale-workbench.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { CorpusPage } from '../pages/corpus-page.ts';
import { ExportPage } from '../pages/export-page.ts';

const timeout = 4 * patienceMs;
const figures = 1200;

const numberIn = (text: string): number => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
const manifestOf = (folder: string) =>
  Object(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));

suite('exporting', () => {
  test('what a query finds, without a licence, as a table', { timeout }, async ({ page, workbench }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { filter: 'split:test' });
    // The sample is whole when its last figure is there.
    await soon(async () => Object(await figscope(workbench.home, 'corpus', 'stats', 'sample')).figures).toBe(
      figures,
    );
    await soon(() => corpus.total()).toBeLessThan(figures / 5);
    const found = await corpus.total();
    await page.page.getByRole('button', { name: 'Export', exact: true }).click();

    const exports = new ExportPage(page);
    await soon(async () => numberIn(await exports.count.innerText())).toBe(found);
    await exports.chooseFormat('CSV');
    const license = exports.choice('CC-BY');
    const without = numberIn((await license.locator('xpath=..').innerText()).replace('CC-BY', ''));
    await license.uncheck();
    await soon(async () => numberIn(await exports.count.innerText())).toBe(found - without);
    await expectGoodAppearance(page, 'export-dialog');

    const out = join(workbench.home, 'out', 'table');
    await exports.folder.fill(out);
    await exports.dialog.getByText('figscope export sample --format csv').waitFor();
    const verdict = await exports.run(patienceMs);
    expect(verdict).toContain(`${found - without} figures in`);
    expect(verdict).toContain(out);
    await expectGoodAppearance(page, 'export-done');
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['ATTRIBUTION.csv', 'manifest.json']));
    const manifest = manifestOf(out);
    expect(manifest.figures).toBe(found - without);
    expect(manifest.byLicense['CC-BY']).toBeUndefined();
    await page.page.keyboard.press('Escape');
    await exports.dialog.waitFor({ state: 'detached' });

    // Another export does not write over it, and says so.
    await page.page.getByRole('button', { name: 'Export', exact: true }).click();
    await exports.folder.fill(out);
    await exports.dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await exports.dialog.getByRole('button', { name: 'Change the choices' }).waitFor({ timeout: patienceMs });
    await expectGoodAppearance(page, 'export-refused');
  });

  test('figures that were picked by hand', { timeout }, async ({ page, workbench }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample');
    for (const item of [0, 1, 4]) {
      await corpus.item(item).getByRole('paragraph').first().waitFor();
      await corpus.item(item).click({ modifiers: ['Control'] });
    }
    await corpus.selection.getByText('3 selected').waitFor();
    await corpus.selection.getByRole('button', { name: 'Export' }).click();
    const exports = new ExportPage(page);
    expect(await exports.dialog.getByRole('radio', { name: 'The selected figures' }).isChecked()).toBe(true);
    await soon(() => exports.count.innerText()).toBe('3 figures');
    await exports.chooseFormat('JSON lines');
    const out = join(workbench.home, 'out', 'picked');
    await exports.folder.fill(out);
    await expectGoodAppearance(page, 'export-selected');
    expect(await exports.run(patienceMs)).toContain('3 figures in');
    expect(manifestOf(out)).toMatchObject({ figures: 3, identity: { filter: 'row:0..1,4' } });
    await page.page.keyboard.press('Escape');
    await exports.dialog.waitFor({ state: 'detached' });

    // All that match but some: those are left out.
    await page.page.keyboard.press('Escape');
    await corpus.open('sample', { filter: 'split:test' });
    await corpus.item(0).getByRole('paragraph').first().waitFor();
    const total = await corpus.total();
    await corpus.item(0).click({ modifiers: ['Control'] });
    await page.page.keyboard.press('Control+a');
    await corpus.item(1).click({ modifiers: ['Control'] });
    await corpus.selection.getByText('all that match but 1').waitFor();
    await corpus.selection.getByRole('button', { name: 'Export' }).click();
    await soon(() => exports.count.innerText()).toBe(`${total - 1} figures`);
  });
});
