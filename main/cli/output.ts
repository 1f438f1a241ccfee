/** What a verb says, and where: results on stdout, everything else on stderr. */
import type { Job } from '#app/domain/job.ts';
import { errorRecord } from '#app/util/error.ts';
import { formatBytes, formatDuration } from './format.ts';

/** Without a terminal, progress is a plain line this often. */
const plainIntervalMs = 10_000;

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

export class Output {
  readonly json: boolean;
  readonly #quiet: boolean;
  #lastLineAt = 0;
  #barShown = false;

  constructor({ json, quiet }: OutputOptions) {
    this.json = json;
    this.#quiet = quiet;
  }

  /** The result of the verb: the one JSON object, or what a person reads. */
  result(value: unknown, text: string): void {
    this.#clearBar();
    process.stdout.write(this.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
  }

  /** One line of a *lines* verb. */
  line(value: unknown, text: string): void {
    this.result(value, text);
  }

  note(text: string): void {
    if (this.#quiet) return;
    this.#clearBar();
    process.stderr.write(`${text}\n`);
  }

  error(thrown: unknown): void {
    this.#clearBar();
    const { code, message, remedy, facts } = errorRecord(thrown);
    const detail = { ...(remedy ? { remedy } : {}), ...facts };
    if (this.json) process.stdout.write(`${JSON.stringify({ error: { code, message, detail } })}\n`);
    process.stderr.write(`${message}${remedy ? `\n${remedy}` : ''}\n`);
  }

  progress({ progress, title }: Pick<Job, 'progress' | 'title'>): void {
    if (this.#quiet || !progress) return;
    const { done, total, unit, detail, ratePerSecond, etaMs } = progress;
    const share = total ? `${Math.floor((100 * done) / total)}%, ` : '';
    const amount = (value: number) =>
      unit === 'bytes' ? formatBytes(value) : Math.round(value).toLocaleString('en');
    const count = `${amount(done)}${total === undefined ? '' : ` of ${amount(total)}`}${unit === 'bytes' ? '' : ` ${unit}`}`;
    const rate = ratePerSecond === undefined ? '' : ` · ${amount(ratePerSecond)}/s`;
    const left = etaMs === undefined ? '' : ` · ${formatDuration(etaMs)} left`;
    const text = `${title}: ${share}${count}${rate}${left}${detail ? ` · ${detail}` : ''}`;
    if (process.stderr.isTTY) {
      const width = process.stderr.columns;
      process.stderr.write(`\r\u001B[2K${text.length >= width ? `${text.slice(0, width - 2)}…` : text}`);
      this.#barShown = true;
    } else if (Date.now() - this.#lastLineAt >= plainIntervalMs) {
      this.#lastLineAt = Date.now();
      process.stderr.write(`${text}\n`);
    }
  }

  #clearBar(): void {
    if (this.#barShown) process.stderr.write('\r\u001B[2K');
    this.#barShown = false;
  }
}
