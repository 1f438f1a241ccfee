/** The frame around the journeys: keys, commands, themes, links, small windows, a host that goes away. */
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { restartableTest as test } from '../fixtures/restartable-workbench.ts';
import { expect, suite } from '../fixtures/suite.ts';
import { openTunnel } from '../fixtures/tunnel.ts';
import { CorpusPage } from '../pages/corpus-page.ts';
import { ShellPage } from '../pages/shell-page.ts';

const timeout = 3 * patienceMs;
const views = ['corpus/sample', 'train', 'classify', 'retrieve/sample', 'models', 'jobs'];

suite('the shell', () => {
  test('a home without corpus, run or query says what to do', { timeout }, async ({ page }) => {
    await page.open();
    const said = [
      ['#/corpus/nothing-here', /No corpus is called nothing-here/],
      ['#/train', /No run yet/],
      ['#/classify', /No image yet/],
      ['#/retrieve', /Search by meaning/],
      ['#/no-such-view', /Making the sample corpus|figures/],
    ] as const;
    for (const [link, words] of said) {
      await page.goTo(link);
      await page.page.getByText(words).first().waitFor();
    }
    await page.choose('Jobs');
    await page.page.getByRole('article', { name: 'Draw the sample corpus' }).waitFor();
    await expectGoodAppearance(page, 'jobs');
    await page.statusBar.getByText('No jobs running').waitFor({ timeout: 2 * patienceMs });
  });

  test('the palette goes everywhere', { timeout }, async ({ page }) => {
    await page.open();
    const shell = new ShellPage(page);
    await shell.type('');
    await expectGoodAppearance(page, 'palette');
    await page.page.keyboard.press('Escape');
    await shell.palette.waitFor({ state: 'detached' });
    await shell.type('go tr');
    await soon(async () => (await shell.offers())[0]).toMatch(/^Go to Train/);
    await page.page.keyboard.press('Enter');
    await soon(() => shell.heading.innerText()).toBe('Train');
    await shell.type('lymphocytes');
    await page.page.keyboard.press('Enter');
    const corpus = new CorpusPage(page);
    await soon(() => corpus.marked().then((words) => words.length)).toBeGreaterThan(0);
    expect(await corpus.search.inputValue()).toBe('lymphocytes');
    for (const [key, title] of [
      ['Control+3', 'Classify'],
      ['Control+5', 'Models and devices'],
    ] as const) {
      await page.page.keyboard.press(key);
      await soon(() => shell.heading.innerText()).toBe(title);
    }
  });

  test('the sheet lists every key and finds one', { timeout }, async ({ page }) => {
    await page.open();
    const shell = new ShellPage(page);
    await shell.heading.first().waitFor();
    await page.page.keyboard.press('?');
    await shell.shortcuts.getByText('Command palette').waitFor();
    expect(await shell.shortcuts.getByRole('listitem').count()).toBeGreaterThan(25);
    await expectGoodAppearance(page, 'shortcuts');
    await shell.shortcuts.getByRole('textbox').fill('undo');
    await soon(() => shell.shortcuts.getByRole('listitem').count()).toBe(1);
    await page.page.keyboard.press('Escape');
    await shell.shortcuts.waitFor({ state: 'detached' });
  });

  test('the theme is chosen, kept, and wins over the system', { timeout }, async ({ page }) => {
    await page.open();
    const shell = new ShellPage(page);
    await page.useTheme('dark');
    const dark = await shell.background();
    await page.useTheme('light');
    const light = await shell.background();
    expect(dark).not.toBe(light);
    await page.page.getByRole('button', { name: 'Theme: as the system' }).click();
    await page.page.getByRole('button', { name: 'Theme: light' }).click();
    await page.page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await shell.background()).toBe(dark);
    await page.page.reload();
    await page.page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await shell.background()).toBe(dark);
    await page.page.getByRole('button', { name: 'Theme: dark' }).click();
    await page.page.getByRole('button', { name: 'Theme: as the system' }).waitFor();
    expect(await shell.background()).toBe(light);
  });

  test('an address leads to the same figure again, and Back goes back', { timeout }, async ({ page }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { q: 'MRI', sort: 'year:desc' });
    await soon(() => corpus.total()).toBeLessThan(1200);
    await corpus.card(1).click();
    await corpus.caption.waitFor();
    const [address, caption, total] = [
      page.page.url(),
      await corpus.caption.innerText(),
      await corpus.total(),
    ];
    await page.page.goto('about:blank');
    await page.page.goto(address);
    await soon(() => corpus.caption.innerText()).toBe(caption);
    expect(await corpus.total()).toBe(total);
    expect(await corpus.search.inputValue()).toBe('MRI');
    await page.choose('Models');
    await page.page.goBack();
    await soon(() => corpus.caption.innerText()).toBe(caption);
  });

  test('the last step can be copied as a command', { timeout }, async ({ page }) => {
    await page.open();
    const shell = new ShellPage(page);
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { q: 'brain', filter: 'modality:mri' });
    const line = 'figscope query sample --text brain --filter modality:mri';
    await page.statusBar.getByText(line).waitFor();
    await shell.clipboard();
    await page.statusBar.getByRole('button', { name: 'Copy this step as a command' }).click();
    await page.page.getByText('Command copied').waitFor();
    expect(await shell.clipboard()).toBe(line);
  });

  test('nothing is cut off in the smallest window', { timeout }, async ({ page }) => {
    await page.page.setViewportSize({ width: 1024, height: 640 });
    await page.open();
    const shell = new ShellPage(page);
    for (const view of views) {
      await page.goTo(`#/${view}`);
      await shell.heading.first().waitFor();
      await soon(() => shell.overflow()).toBe(0);
      await page.screenshot(`small-${view.replace('/sample', '')}`);
    }
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { figure: '3' });
    await corpus.caption.waitFor();
    expect(await shell.overflow()).toBe(0);
    await expectGoodAppearance(page, 'small-detail');
  });

  test('a way that breaks is said, and mended without a word', { timeout }, async ({ page, workbench }) => {
    await using tunnel = await openTunnel(workbench.origin);
    await page.page.goto(tunnel.through(await workbench.startUrl()));
    const corpus = new CorpusPage(page);
    await corpus.open('sample');
    await soon(() => corpus.total()).toBe(1200);
    await tunnel.cut();
    const banner = page.page.getByText('Connection to the host lost');
    await banner.waitFor();
    await expectGoodAppearance(page, 'connection-lost');
    await tunnel.mend();
    await page.page.getByRole('button', { name: 'Try now' }).click();
    await banner.waitFor({ state: 'detached' });
    // Pictures that were on their way are fetched again.
    await corpus.allThumbnails();
    expect((await corpus.thumbnails()).drawn).toBeGreaterThanOrEqual(12);
    await corpus.search.fill('brain');
    await soon(() => corpus.total()).toBeLessThan(1200);
    await page.page.goto('about:blank');
    page.problems.length = 0; // The browser logs every attempt that was refused.
  });

  test('a host that was started again wants a new address', { timeout }, async ({ page, workbench }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample');
    await workbench.crash();
    await page.page.getByText('Connection to the host lost').waitFor();
    await workbench.startAgain();
    await page.page.getByText('The host refused this window').waitFor({ timeout: patienceMs });
    await page.page.getByText(/started again since this page was opened/).waitFor();
    await expectGoodAppearance(page, 'host-started-again');
    await page.open();
    await corpus.open('sample');
    await soon(() => corpus.total()).toBe(1200);
    page.problems.length = 0; // As above.
  });
});
