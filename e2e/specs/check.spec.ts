/** Journey: is my corpus whole, and does anything leak from train into test? */
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test } from '../fixtures/suite.ts';

const timeout = 4 * patienceMs;

suite('checking a corpus', () => {
  test('from the palette to the figures that leak', { timeout }, async ({ page }) => {
    await page.open();
    const view = page.page;
    await view.keyboard.press('Control+k');
    await view.keyboard.type('check sample');
    // The sample is drawn at the first start.
    await view
      .getByRole('option', { name: /Check sample/ })
      .first()
      .waitFor({ timeout: 2 * patienceMs });
    await view.keyboard.press('Enter');
    const start = view.getByRole('button', { name: 'Check everything' });
    await start.waitFor();
    await expectGoodAppearance(page, 'check-empty');
    await start.click();
    const verdict = view.getByRole('region', { name: 'Verdict' });
    await verdict.waitFor({ timeout: 3 * patienceMs });
    expect(await verdict.textContent()).toMatch(/^Nothing is damaged.*leak between splits/);

    await view.getByRole('tab', { name: /Leaks between splits/ }).click();
    const captions = view.getByRole('list', { name: 'Same caption' });
    await soon(() => captions.locator('img').count()).toBeGreaterThan(1);
    const [left, right] = await captions.getByRole('listitem').first().getByRole('article').allTextContents();
    const words = (text = ''): string => text.replace(/^.*?Figure \d+/, '');
    expect(words(left)).toBe(words(right));
    await view.getByText('Similar picture').click();
    await view.getByRole('list', { name: 'Similar picture' }).getByText('% alike').first().waitFor();
    await expectGoodAppearance(page, 'check-leaks');

    await view.getByRole('tab', { name: 'What was looked at' }).click();
    await view.getByText('all 1,200 pictures compared').waitFor();
    await page.choose('Jobs');
    await view.getByRole('article', { name: 'Check sample' }).getByRole('link', { name: 'Report' }).click();
    await verdict.waitFor();
  });
});
