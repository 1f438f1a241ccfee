/**
 * `npm run bench -- scroll [--rows N] [--home DIR] [--corpus NAME] [--list]`: scrolls the built window over a corpus
 * in Chromium, which renders in software here, and prints the time from frame to frame, the longest blank (of one
 * place, and of all on screen at once) and the memory of the page. Without --home, synthetic rows are made for it (100,000 by default) and removed again; with it,
 * the corpus that lies there is used (by default the largest). FIGSCOPE_CHROMIUM names another browser.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { findChromium } from '../../main/dev/chromium.ts';
import { type FrameSummary, startScrollRecorder, summariseFrames } from '../fixtures/scroll-recorder.ts';

const root = join(import.meta.dirname, '..', '..');
const grid = '[role="grid"]';
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    home: { type: 'string' },
    corpus: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

/** What the design promises: 60 frames a second, no blank longer than this, less heap than this. */
const bars = { frameMs: 16.7, blankMs: 150, heapMegabytes: 1000 };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const home = options.home ?? mkdtempSync(join(tmpdir(), 'figscope-scroll-'));
const own = options.home === undefined;
try {
  if (own) synthesise(home, Number(options.rows));
  await run(home, options.corpus ?? largestCorpus(home));
} finally {
  if (own) rmSync(home, { recursive: true, force: true });
}

function synthesise(into: string, rows: number): void {
  say(`Making ${rows.toLocaleString('en')} rows`);
  const program = join(root, 'dist', 'main', 'cli.mjs');
  const args = [program, 'corpus', 'synth', 'scroll', '--rows', String(rows), '--home', into, '--quiet'];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function largestCorpus(of: string): string {
  const folder = join(of, 'corpora');
  const sizeOf = (name: string): number =>
    JSON.parse(readFileSync(join(folder, name, 'summary.json'), 'utf8')).figures;
  const [largest] = readdirSync(folder).toSorted((left, right) => sizeOf(right) - sizeOf(left));
  if (largest === undefined) throw new Error(`There is no corpus in ${folder}.`);
  return largest;
}

async function run(at: string, corpus: string): Promise<void> {
  const found = await findChromium();
  if ('missing' in found) throw new Error(found.missing);
  const server = spawn(
    process.execPath,
    [join(root, 'dist', 'main', 'server.mjs'), '--no-open', '--port', '0', '--json', '--home', at],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      server.once('exit', () => reject(new Error('The server ended before it had an address.')));
      server.stdout.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))).url);
      });
    });
    const browser = await chromium.launch({
      executablePath: found.executablePath,
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--enable-precise-memory-info'],
      env: { ...process.env, ...found.env },
    });
    try {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await measure(await context.newPage(), url, corpus);
    } finally {
      await browser.close();
    }
  } finally {
    server.kill('SIGINT');
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

async function measure(page: Page, url: string, corpus: string): Promise<void> {
  await page.goto(url);
  const layout = options.list ? '?layout=list' : '';
  await page.evaluate((hash) => (location.hash = hash), `#/corpus/${corpus}${layout}`);
  await page.locator(`${grid} img, ${grid} p`).first().waitFor({ timeout: 120_000 });
  const total =
    (await page
      .getByRole('status')
      .filter({ hasText: /figures?$/ })
      .first()
      .textContent()) ?? '';
  const client = await page.context().newCDPSession(page);
  say(`\n${corpus}: ${total.trim()}, ${options.list ? 'list' : 'grid'}, 1440 x 900`);
  say(
    `${'milliseconds between frames'.padEnd(32)}${['p50', 'p95', 'max', '>16.7', '>33', 'blank', 'empty', 'hole', 'script', 'layout'].map((name) => name.padStart(7)).join('')}`,
  );
  await client.send('Performance.enable');
  // Compiled code and warm caches first: nobody scrolls in the first half second.
  await gesture(page, client, 4000, 4000);
  await line('at rest', page, client, () => page.waitForTimeout(2000));
  for (const speed of [800, 3000, 10_000, 30_000]) {
    const distance = speed * 4;
    await line(`wheel, ${speed.toLocaleString('en')} px/s`, page, client, () =>
      gesture(page, client, distance, speed),
    );
    await line(`wheel back, ${speed.toLocaleString('en')} px/s`, page, client, () =>
      gesture(page, client, -distance, speed),
    );
  }
  await line('rail, dragged to the end in 3 s', page, client, () => dragRail(page));
  await line('End, then Home', page, client, async () => {
    await page.locator(grid).focus();
    for (const key of ['End', 'Home', 'End']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(600);
    }
  });
  const lastRow = await page
    .locator(`${grid} [role="row"]`)
    .evaluateAll((rows) => Math.max(...rows.map((row) => Number(row.getAttribute('aria-rowindex')))));
  const rowCount = Number(await page.locator(grid).getAttribute('aria-rowcount'));
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  say(`\nlast row drawn: ${lastRow === rowCount ? 'yes' : `no, ${lastRow} of ${rowCount}`}`);
  say(`heap of the page: ${(usedSize / 1e6).toFixed(0)} MB (bar: ${bars.heapMegabytes} MB)`);
  say(`bars: ${bars.frameMs} ms a frame on a screen of 60 Hz, no blank over ${bars.blankMs} ms`);
}

/** Milliseconds that the page's thread has spent so far: on scripts, and on style and layout. */
async function spent(client: CDPSession): Promise<readonly [number, number]> {
  const { metrics } = await client.send('Performance.getMetrics');
  const of = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
  return [of('ScriptDuration'), of('LayoutDuration') + of('RecalcStyleDuration')];
}

async function line(
  name: string,
  page: Page,
  client: CDPSession,
  act: () => Promise<unknown>,
): Promise<void> {
  await page.evaluate(startScrollRecorder, grid);
  const before = await spent(client);
  await act();
  const after = await spent(client);
  const record = await page.evaluate(() => window.scrollRecorder?.stop());
  if (!record) throw new Error('Nothing was recorded.');
  const work = after.map((ms, index) => (ms - (before[index] ?? 0)) / Math.max(1, record.frames.length));
  const perFrame = work.map((ms) => ms.toFixed(1).padStart(7)).join('');
  say(`${name.padEnd(32)}${columns(summariseFrames(record))}${perFrame}`);
}

function columns(summary: FrameSummary): string {
  const ms = [summary.p50, summary.p95, summary.max].map((value) => value.toFixed(1));
  const shares = [summary.over17, summary.over33].map((value) => `${(value * 100).toFixed(1)}%`);
  const blanks = [summary.longestBlankMs, summary.longestEmptyMs, summary.longestHoleMs].map((value) =>
    value.toFixed(0),
  );
  return [...ms, ...shares, ...blanks].map((value) => value.padStart(7)).join('');
}

/** Wheel events as a hand or an inertial trackpad makes them, every frame. */
function gesture(page: Page, client: CDPSession, distance: number, speed: number): Promise<unknown> {
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
  return client.send('Input.synthesizeScrollGesture', {
    x: width * 0.6,
    y: height * 0.5,
    yDistance: -distance,
    speed: Math.abs(speed),
    gestureSourceType: 'mouse',
  });
}

async function dragRail(page: Page): Promise<void> {
  const rail = await page.getByRole('scrollbar').boundingBox();
  if (!rail) throw new Error('There is no rail.');
  const x = rail.x + rail.width / 2;
  const steps = 180;
  await page.mouse.move(x, rail.y + 4);
  await page.mouse.down();
  for (let step = 1; step <= steps; step++) {
    await page.mouse.move(x, rail.y + 4 + ((rail.height - 4) * step) / steps);
    await page.waitForTimeout(3000 / steps);
  }
  await page.mouse.up();
  await page.waitForTimeout(500);
}
