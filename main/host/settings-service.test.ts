import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SettingsService } from './settings-service.ts';
import { temporaryHome } from './test-home.ts';

describe('settings', () => {
  it('have defaults on a fresh home and write nothing for reading', async () => {
    using place = await temporaryHome();
    const service = await SettingsService.open(place.home.settingsFile);
    expect(service.current).toMatchObject({ theme: 'auto', annotator: 'me' });
    expect(existsSync(place.home.settingsFile)).toBe(false);
  });

  it('survive a restart and change key by key', async () => {
    using place = await temporaryHome();
    const first = await SettingsService.open(place.home.settingsFile);
    await first.set({ annotator: '  Ada  ' });
    await first.set({ theme: 'dark' });
    const second = await SettingsService.open(place.home.settingsFile);
    expect(second.current).toMatchObject({ annotator: 'Ada', theme: 'dark' });
  });

  it('keep what they were when a change is refused', async () => {
    using place = await temporaryHome();
    const service = await SettingsService.open(place.home.settingsFile);
    await service.set({ annotator: 'Ada' });
    await expect(service.set({ annotator: ' ' })).rejects.toThrow('annotator');
    expect(service.current.annotator).toBe('Ada');
    expect((await SettingsService.open(place.home.settingsFile)).current.annotator).toBe('Ada');
  });

  it('name the file when its content is damaged', async () => {
    using place = await temporaryHome();
    writeFileSync(place.home.settingsFile, '{"theme": "da');
    await expect(SettingsService.open(place.home.settingsFile)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(place.home.settingsFile),
      remedy: expect.stringContaining('Move the file away'),
    });
  });
});
