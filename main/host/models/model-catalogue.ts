/**
 * Which models there are: the one that ships with Figscope, what the person imported or kept, and the newest
 * checkpoint of every run. Weights are never read here; `about.json` and `passport.json` say what lists show.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { modelAbout, type ModelSummary } from '#app/domain/model.ts';
import { passport } from '#app/domain/passport.ts';
import { checkpointName, checkpointStep, runFileNames } from '#app/domain/run-files.ts';
import { FigscopeError } from '#app/util/error.ts';
import { folderBytes, readJson } from '../files.ts';
import type { Home } from '../home.ts';
import { unknownRun } from '../runs/run-store.ts';

const runModel = /^run:([A-Za-z0-9._-]+)(?:@(\d+))?$/;
const modelName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export class ModelCatalogue {
  readonly #home: Home;
  readonly #builtIn: string;

  /** `builtIn`: the folder in resources that holds the shipped models, one folder each. */
  constructor(home: Home, builtIn: string) {
    this.#home = home;
    this.#builtIn = builtIn;
  }

  async list(): Promise<ModelSummary[]> {
    const builtIn = (await folders(this.#builtIn)).map((name) => ({
      name,
      origin: 'built-in' as const,
      folder: join(this.#builtIn, name),
    }));
    const imported = (await folders(this.#home.models)).map((name) => ({
      name,
      origin: 'imported' as const,
      folder: join(this.#home.models, name),
    }));
    const runs = await Promise.all(
      (await folders(this.#home.runs)).map(async (run) => {
        const step = (await this.checkpoints(run)).at(-1);
        return step === undefined
          ? []
          : [{ name: `run:${run}`, origin: 'run' as const, folder: this.checkpointFolder(run, step) }];
      }),
    );
    const found = await Promise.all([...builtIn, ...imported, ...runs.flat()].map(summarise));
    return found.filter((model) => model !== undefined);
  }

  /** Folder of a model by the name that `--model` accepts: `name`, `run:<id>`, `run:<id>@<step>`. */
  async folder(name: string): Promise<string> {
    const run = runModel.exec(name);
    if (run) return this.#runFolder(run[1], run[2]);
    for (const parent of [this.#home.models, this.#builtIn]) {
      if (modelName.test(name) && (await exists(join(parent, name, 'about.json')))) return join(parent, name);
    }
    const known = (await this.list()).map((model) => model.name);
    throw new FigscopeError('not-found', {
      message: `There is no model ${name}.`,
      remedy:
        known.length === 0 ? 'Train one with: figscope train sample' : `Choose one of: ${known.join(', ')}.`,
      facts: { model: name, known },
    });
  }

  /** A name that goes on meaning these very weights: of a run, its checkpoint is named too. */
  async exactName(name: string): Promise<string> {
    const run = runModel.exec(name);
    if (!run || run[2] !== undefined) return name;
    const step = (await this.checkpoints(run[1])).at(-1);
    return step === undefined ? name : `${name}@${step}`;
  }

  async summary(name: string): Promise<ModelSummary> {
    const folder = await this.folder(name);
    const origin = name.startsWith('run:')
      ? 'run'
      : folder.startsWith(this.#home.models)
        ? 'imported'
        : 'built-in';
    const found = await summarise({ name, origin, folder });
    if (!found)
      throw new FigscopeError('not-found', {
        message: `The folder of model ${name} is incomplete.`,
        remedy: 'Import it again.',
      });
    return found;
  }

  /** Where a new model of that name will live; `conflict` when the name is taken. */
  async newFolder(name: string): Promise<string> {
    if (!modelName.test(name)) {
      throw new FigscopeError('invalid-input', {
        message: `${name} cannot be a model name.`,
        remedy: 'Use 1 to 64 letters, digits, dots, dashes or underscores.',
      });
    }
    for (const parent of [this.#home.models, this.#builtIn]) {
      if (await exists(join(parent, name))) {
        throw new FigscopeError('conflict', {
          message: `There is a model ${name} already.`,
          remedy: 'Choose another name or remove that one first.',
        });
      }
    }
    return join(this.#home.models, name);
  }

  checkpointFolder(run: string, step: number): string {
    return join(this.#home.runs, run, runFileNames.checkpoints, checkpointName(step));
  }

  /** Steps of a run that have a checkpoint, ascending. */
  async checkpoints(run: string): Promise<number[]> {
    const names = await folders(join(this.#home.runs, run, runFileNames.checkpoints));
    return names.flatMap((name) => checkpointStep(name) ?? []).sort((a, b) => a - b);
  }

  async #runFolder(run: string, step: string | undefined): Promise<string> {
    if (!(await exists(join(this.#home.runs, run)))) throw unknownRun(run);
    const steps = await this.checkpoints(run);
    const chosen = step === undefined ? steps.at(-1) : steps.find((candidate) => candidate === Number(step));
    if (chosen === undefined) {
      throw new FigscopeError('not-found', {
        message:
          step === undefined
            ? `Run ${run} has no checkpoint.`
            : `Run ${run} has no checkpoint at step ${step}.`,
        remedy:
          steps.length === 0
            ? 'Wait for its first checkpoint, or resume it.'
            : `It has checkpoints at ${steps.join(', ')}.`,
      });
    }
    return this.checkpointFolder(run, chosen);
  }
}

interface Located {
  readonly name: string;
  readonly origin: ModelSummary['origin'];
  readonly folder: string;
}

/** Undefined while a folder is being written or when it is not a model. */
async function summarise({ name, origin, folder }: Located): Promise<ModelSummary | undefined> {
  const about = await readJson(join(folder, 'about.json'), modelAbout).catch(() => undefined);
  const made = await readJson(join(folder, 'passport.json'), passport).catch(() => undefined);
  if (!about || !made) return undefined;
  return { ...about, name, origin, sizeBytes: await folderBytes(folder), passport: { ...made, model: name } };
}

async function folders(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !basename(entry.name).includes('.tmp'))
    .map((entry) => entry.name)
    .sort();
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
