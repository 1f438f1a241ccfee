/** Training presets: data files in resources/presets. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  runConfig,
  trainPreset,
  type RunConfig,
  type TrainPreset,
  type RunOverrides,
} from '#app/domain/run-config.ts';
import { FigscopeError } from '#app/util/error.ts';
import { readJson } from '../files.ts';

export async function loadPresets(folder: string): Promise<TrainPreset[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const loaded = await Promise.all(names.map((name) => readJson(join(folder, name), trainPreset)));
  return loaded.filter((preset) => preset !== undefined);
}

/** The preset's configuration with the overrides on top; `invalid-input` names the key that is wrong. */
export function configureRun(
  presets: readonly TrainPreset[],
  name: string,
  overrides: RunOverrides,
): RunConfig {
  const preset = presets.find((candidate) => candidate.name === name);
  if (!preset) {
    throw new FigscopeError('not-found', {
      message: `There is no preset ${name}.`,
      remedy: `Choose one of: ${presets.map((candidate) => candidate.name).join(', ')}.`,
    });
  }
  const parsed = runConfig.safeParse({ ...preset.config, ...overrides });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FigscopeError('invalid-input', {
    message: `${issue.path.join('.')}: ${issue.message}.`,
    remedy: 'See the keys with: figscope train --help',
    facts: { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) },
  });
}
