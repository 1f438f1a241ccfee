/** Settings of one home: a small JSON file with defaults for what it does not say. */
import { settings, type Settings } from '#app/domain/system.ts';
import { readJson, writeJson } from './files.ts';

export class SettingsService {
  readonly #path: string;
  #current: Settings;

  private constructor(path: string, current: Settings) {
    this.#path = path;
    this.#current = current;
  }

  static async open(path: string): Promise<SettingsService> {
    return new SettingsService(path, (await readJson(path, settings)) ?? settings.parse({}));
  }

  get current(): Settings {
    return this.#current;
  }

  async set(change: Partial<Settings>): Promise<Settings> {
    const next = settings.parse({ ...this.#current, ...change });
    await writeJson(this.#path, next);
    this.#current = next;
    return next;
  }
}
