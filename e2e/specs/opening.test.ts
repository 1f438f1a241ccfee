/** The first minute: the window opens, is called Figscope, and has nothing to complain about. */
import { accessibilityProblems } from '../fixtures/accessibility.ts';
import { expect, suite, test } from '../fixtures/suite.ts';

suite('opening the workbench', () => {
  test('draws the window, isolated from every other page', async ({ page }) => {
    await page.open();
    expect(await page.page.title()).toMatch(/Figscope/);
    expect(await page.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await page.page.evaluate(() => document.cookie)).toBe('');
    expect(new URL(page.page.url()).search).toBe('');
    await page.screenshot('opening');
  });

  test('survives a reload without a new address', async ({ page }) => {
    await page.open();
    await page.page.reload();
    await page.page.locator('#root > *').first().waitFor();
  });

  test('has no accessibility errors in either theme', async ({ page }) => {
    await page.open();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
