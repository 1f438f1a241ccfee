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
    await page.page.locator('h1').first().waitFor();
  });

  test('opens under its private name, and shows the cookie to nobody else', async ({ page, workbench }) => {
    await page.open('private');
    expect(new URL(page.page.url()).hostname).toMatch(/^[0-9a-f]{16}\.localhost$/);
    await page.page
      .getByText(/ONNX Runtime/)
      .first()
      .waitFor();
    expect(await page.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const context = page.page.context();
    expect(await context.cookies(page.page.url())).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
    expect(await context.cookies(workbench.origin)).toEqual([]);
  });

  test('has no accessibility errors in either theme', async ({ page }) => {
    await page.open();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
