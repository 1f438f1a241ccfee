/** Searching a corpus with copies in it: by words, by a dropped image, by example; collapsed, exact, and explained. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { repository } from '../fixtures/workbench.ts';
import { dropFiles, type FileToDrop, textFile } from '../pages/dropped-files.ts';
import { ImportPage } from '../pages/import-page.ts';
import { RetrievePage } from '../pages/retrieve-page.ts';

const timeout = 5 * patienceMs;

/** A disc of some colour on white: alike, but no two the same. */
async function disc(name: string, colour: string, radius: number): Promise<FileToDrop> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="#fff"/><circle cx="48" cy="48" r="${radius}" fill="${colour}"/></svg>`;
  return { name, bytes: await sharp(Buffer.from(svg)).png().toBuffer() };
}

/** Eight figures of four articles; the first image stands in three of them. */
async function corpusWithCopies(): Promise<readonly FileToDrop[]> {
  const red = await disc('red.png', '#c22', 30);
  const others = [
    await disc('green.png', '#2a2', 30),
    await disc('blue.png', '#22c', 30),
    await disc('small.png', '#c22', 12),
    await disc('dark.png', '#222', 36),
    await disc('pale.png', '#cc9', 22),
  ];
  const captions = [
    ['red.png', 'A red disc in the first article.', 'A1', '2010'],
    ['again.png', 'The red disc, printed again.', 'A2', '2012'],
    ['third.png', 'A red disc for the third time.', 'A3', '2014'],
    ['green.png', 'A green disc beside a pleural effusion.', 'A1', '2010'],
    ['blue.png', 'A blue disc.', 'A2', '2012'],
    ['small.png', 'A small red disc.', 'A3', '2014'],
    ['dark.png', 'A dark disc with an effusion.', 'A4', '2020'],
    ['pale.png', 'A pale disc.', 'A4', '2020'],
  ].map((row) => row.map((cell) => `"${cell}"`).join(','));
  return [
    textFile('discs.csv', ['image,caption,article,year', ...captions].join('\n')),
    red,
    { ...red, name: 'again.png' },
    { ...red, name: 'third.png' },
    ...others,
  ];
}

const figscope = (home: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [
    join(repository, 'dist', 'main', 'cli.mjs'),
    ...args,
    '--home',
    home,
    '--json',
  ]);

suite('searching with copies', () => {
  test('a corpus says how to embed it, then answers', { timeout }, async ({ page, workbench }) => {
    await page.open();
    const imports = new ImportPage(page);
    await dropFiles(page.page.getByRole('main'), await corpusWithCopies());
    await imports.corpus.fill('discs');
    expect(await imports.run(patienceMs)).toContain('8 figures');
    await page.page.keyboard.press('Escape');

    const retrieve = new RetrievePage(page);
    await retrieve.open('discs');
    await retrieve.search('a red disc');
    await page.page.getByText('figscope embed discs').waitFor();
    await figscope(workbench.home, 'embed', 'discs', '--model', 'sample-nano');
    await retrieve.search('a red disc in an article');
    await soon(async () => (await retrieve.hits.getByRole('listitem').count()) > 0, {
      timeout: 2 * patienceMs,
    }).toBe(true);
    await retrieve.view.getByText('exact', { exact: true }).waitFor();
    await retrieve.view.getByText('2 hidden: copies of a hit that is shown').waitFor();
    const copies = retrieve.hits.getByRole('button', { name: '3 copies, 2 collapsed' });
    await copies.click();
    const listed = page.page.getByRole('list', { name: 'Copies' }).getByRole('listitem');
    await soon(() => listed.count()).toBe(2);
    await expectGoodAppearance(page, 'search-copies');
    // Collapsed or not, by key; every copy is a hit of its own then.
    await page.page.keyboard.press('c');
    await soon(async () => (await retrieve.shown()).length).toBe(8);
    await page.page.keyboard.press('c');
    await soon(() => copies.count()).toBe(1);
  });

  test('words, what they leave out, and a filter', { timeout }, async ({ page }) => {
    await page.open();
    const retrieve = new RetrievePage(page);
    await retrieve.open('discs');
    await page.page.getByRole('radio', { name: 'Words' }).check();
    await retrieve.search('effusion zebrafish');
    await retrieve.view.getByText('No caption holds “zebrafish”.').waitFor();
    await soon(async () => (await retrieve.shown()).length).toBe(2);
    await retrieve.search('-disc');
    await retrieve.view.getByText('Write at least one word to look for').waitFor();
    await retrieve.search('effusion');
    const filter = retrieve.view.getByRole('combobox', { name: 'Filter' });
    await filter.fill('colour:red');
    await filter.press('Enter');
    await retrieve.view.getByText('there is no field "colour"').waitFor();
    await filter.fill('year:2020');
    await filter.press('Enter');
    await soon(async () => (await retrieve.shown()).map(({ caption }) => caption)).toEqual([
      'A dark disc with an effusion.',
    ]);
    await retrieve.view.getByText('6 hidden: excluded by the filter').waitFor();
    expect(await page.statusBar.locator('code').innerText()).toContain('--filter year:2020');
    await filter.fill('year<1950');
    await filter.press('Enter');
    await retrieve.view.getByText('Nothing passes the filter').waitFor();
    await expectGoodAppearance(page, 'search-nothing');
    await retrieve.view.getByRole('button', { name: 'Search without the filter' }).click();
    await soon(async () => (await retrieve.shown()).length).toBe(2);
    // The field completes as the query bar does.
    await filter.focus();
    await page.page.keyboard.type('spl');
    await page.page.getByRole('option', { name: /^split:/ }).waitFor();
    await page.page.keyboard.press('Tab');
    expect(await filter.inputValue()).toBe('split:');
    const value = page.page.getByRole('option').first();
    await soon(() => value.innerText()).toMatch(/^(?:train|dev|test)\s*\d$/);
    const split = (await value.innerText()).replace(/\s*\d$/, '');
    await expectGoodAppearance(page, 'search-completion');
    await page.page.keyboard.press('ArrowDown');
    await page.page.keyboard.press('Enter');
    await soon(() => page.statusBar.locator('code').innerText()).toContain(`--filter split:${split}`);
    expect(await filter.inputValue()).toBe('');
  });

  test('an image, by drop and by paste, has an address', { timeout }, async ({ page }) => {
    await page.open();
    const retrieve = new RetrievePage(page);
    await retrieve.open('discs');
    await retrieve.dropImage(await disc('query.png', '#c22', 12));
    await retrieve.view.getByText('Query is the image query.png.').waitFor();
    await soon(async () => (await retrieve.shown())[0]?.caption, { timeout: patienceMs }).toBe(
      'A small red disc.',
    );
    await page.page.reload();
    await soon(async () => (await retrieve.shown())[0]?.caption, { timeout: patienceMs }).toBe(
      'A small red disc.',
    );
    const blue = await disc('clip.png', '#22c', 30);
    await page.page.evaluate((base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'clip.png', { type: 'image/png' }));
      dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer }));
    }, Buffer.from(blue.bytes).toString('base64'));
    await soon(async () => (await retrieve.shown())[0]?.caption, { timeout: patienceMs }).toBe(
      'A blue disc.',
    );
    // Back is the search before.
    await page.page.goBack();
    await soon(async () => (await retrieve.shown())[0]?.caption, { timeout: patienceMs }).toBe(
      'A small red disc.',
    );
  });

  test('every hit is reached by keys, and leads on', { timeout }, async ({ page }) => {
    const { keyboard } = page.page;
    await page.open();
    const retrieve = new RetrievePage(page);
    await page.goTo('#/retrieve/discs?q=a%20green%20disc');
    await soon(async () => (await retrieve.shown()).length, { timeout: patienceMs }).toBeGreaterThan(3);
    const focused = () =>
      page.page.evaluate(() =>
        [...document.querySelectorAll('[data-hit]')].findIndex((hit) => hit === document.activeElement),
      );
    for (const key of ['j', 'j', 'j', 'k']) await keyboard.press(key);
    expect(await focused()).toBe(1);
    const second = (await retrieve.shown())[1]?.caption ?? '';
    await keyboard.press('s');
    await retrieve.view.getByText(/^Query is A\d/).waitFor();
    await soon(async () => (await retrieve.view.innerText()).includes(second)).toBe(true);
    // Exactly, by key and in the address.
    await keyboard.press('x');
    await soon(() => page.page.url()).toContain('exact=1');
    await keyboard.press('j');
    await keyboard.press('d');
    await page.page.getByRole('region', { name: 'Compare' }).waitFor();
    await keyboard.press('Escape');
    await retrieve.view.waitFor();
  });
});
