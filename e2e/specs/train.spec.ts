/** Journey 4: train a small model, watch it learn, leave it alone, stop it, go on, use it. */
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { TrainPage } from '../pages/train-page.ts';

const timeout = 6 * patienceMs;
/** 15 steps each, the first validation at step 50: long enough to be watched, and stopped before its end. */
const epochs = 10;

suite('training', () => {
  test('a home without runs says what would be here', { timeout }, async ({ page }) => {
    await page.open();
    await page.choose('Train');
    await page.page.getByText('No run yet').waitFor();
    await expectGoodAppearance(page, 'train-empty');
  });

  test('a run is started, and its curves are drawn while it learns', { timeout }, async ({ page }) => {
    await page.open();
    // The sample has to be there before it can be learnt.
    await page.statusBar.getByText('No jobs running').waitFor({ timeout: 2 * patienceMs });
    const train = new TrainPage(page);
    await train.open();
    const dialog = await train.fillNewRun('Nano', { Epochs: String(epochs), 'Warm-up': '10' });
    expect(await dialog.locator('code').innerText()).toBe(
      `$ figscope train sample --preset nano --set epochs=${epochs} --set warmupSteps=10`,
    );
    await expectGoodAppearance(page, 'train-new-run');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.waitFor({ state: 'detached' });
    await soon(() => train.run()).toMatch(/nano/);
    await soon(() => train.step()).toBeGreaterThan(2);
    await train.topBar.getByText('live', { exact: true }).waitFor();
    await train.chart('Contrastive loss').getByText('chance, ln 64 = 4.159').waitFor();

    const [drawn = 0] = await train.points('Contrastive loss');
    await soon(async () => (await train.points('Contrastive loss'))[0]).toBeGreaterThan(drawn + 3);
    await train.topBar.getByText(/\d+% · .+ left/).waitFor();
    await page.statusBar.getByText(/\d+%/).waitFor();
    for (const title of ['Logit scale', 'Learning rate', 'Gradient norm', 'Throughput']) {
      await soon(async () => (await train.points(title))[0]).toBeGreaterThan(1);
      expect(await train.value(title)).toMatch(/\d/);
    }
    expect(await train.value('Throughput')).toMatch(/pairs\/s/);
    await soon(() => train.value('Recall'), { timeout: 3 * patienceMs }).toMatch(
      /R@1 [\d.]+ {2}R@5 [\d.]+ \/ [\d.]+%/,
    );
    expect(await train.chart('Recall').innerText()).toMatch(/pool 1\d\d/);
    await expectGoodAppearance(page, 'train-live');

    for (const unit of ['Epoch', 'Pairs', 'Time', 'Step']) {
      await page.page.getByRole('radio', { name: unit }).check();
      await soon(async () => (await train.points('Contrastive loss'))[0]).toBeGreaterThan(2);
    }
    await page.page.getByRole('button', { name: 'Stop after this step' }).click();
    await train.topBar.getByText('stopped', { exact: true }).waitFor({ timeout: patienceMs });
  });

  test('it goes on without a window, is stopped and resumed', { timeout }, async ({ page }) => {
    await page.open();
    const train = new TrainPage(page);
    await train.open();
    const earlier = await train.run();
    const dialog = await train.fillNewRun('Nano', { Epochs: '5', Seed: '1' });
    await dialog.getByRole('button', { name: 'Start' }).click();
    await soon(() => train.run()).not.toBe(earlier);
    await soon(() => train.step(), { timeout: 4 * patienceMs }).toBeGreaterThan(2);
    const run = await train.run();
    const before = await train.step();
    await page.page.goto('about:blank');
    await page.open();
    await train.open(run);
    await soon(() => train.step(), { timeout: 2 * patienceMs }).toBeGreaterThan(before + 1);

    await page.page.getByRole('button', { name: 'Stop after this step' }).click();
    await train.topBar.getByText('stopped', { exact: true }).waitFor({ timeout: patienceMs });
    const [stoppedAt, steps] = await train.steps();
    expect(stoppedAt).toBeLessThan(steps);
    await soon(() => train.details.innerText()).toContain(`steps 1 to ${stoppedAt}`);
    await expectGoodAppearance(page, 'train-stopped');

    await page.page.getByRole('button', { name: 'Resume' }).click();
    await train.topBar.getByText('done', { exact: true }).waitFor({ timeout: 3 * patienceMs });
    expect(await train.steps()).toEqual([steps, steps]);
    await soon(() => train.details.innerText()).toContain(`steps ${stoppedAt + 1} to ${steps}`);
    await train
      .chart('Contrastive loss')
      .getByText(`resumed at step ${stoppedAt + 1}`)
      .waitFor();
    // Every step was told once: the curve has no gap and no second start.
    await soon(async () => (await train.points('Contrastive loss')).at(-1)).toBe(steps);
    await expectGoodAppearance(page, 'train-done');
  });
});
