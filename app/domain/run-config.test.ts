import { expect, it } from 'vitest';
import { runConfig, runOverrides, trainPreset } from './run-config.ts';
import { settings, settingsChange } from './system.ts';

it('overrides say nothing about keys that were not given', () => {
  expect(runOverrides.parse({ steps: 10 })).toEqual({ steps: 10 });
  expect(settingsChange.parse({ theme: 'dark' })).toEqual({ theme: 'dark' });
});

it('a preset keeps its values under overrides of other keys', () => {
  const preset = trainPreset.parse({
    name: 'p',
    title: 'P',
    summary: '',
    config: { model: 'nano', batchSize: 8, epochs: 80, learningRate: 0.002 },
  });
  const config = runConfig.parse({ ...preset.config, ...runOverrides.parse({ seed: 3 }) });
  expect(config).toMatchObject({ epochs: 80, learningRate: 0.002, seed: 3, beta2: 0.98 });
});

it('fills in what nobody says, and refuses what is out of range', () => {
  expect(runConfig.parse({ model: 'nano', batchSize: 8 })).toMatchObject({ epochs: 30, weightDecay: 0.2 });
  expect(settings.parse({})).toMatchObject({ theme: 'auto', annotator: 'me' });
  expect(runOverrides.safeParse({ learningRate: 5 }).success).toBe(false);
});
