import { expect, it } from 'vitest';
import { keyCaps, matchesKey, worksWhileTyping } from './keys.ts';

const press = (
  key: string,
  modifiers: { ctrl?: boolean; shift?: boolean; alt?: boolean; meta?: boolean } = {},
) => ({
  key,
  ctrlKey: modifiers.ctrl ?? false,
  shiftKey: modifiers.shift ?? false,
  altKey: modifiers.alt ?? false,
  metaKey: modifiers.meta ?? false,
});

it('tells chords apart by their modifiers', () => {
  expect(matchesKey(press('j'), 'J')).toBe(true);
  expect(matchesKey(press('J', { shift: true }), 'J')).toBe(false);
  expect(matchesKey(press('J', { shift: true }), 'Shift+J')).toBe(true);
  expect(matchesKey(press('k', { ctrl: true }), 'Ctrl+K')).toBe(true);
  expect(matchesKey(press('k', { meta: true }), 'Ctrl+K')).toBe(true);
  expect(matchesKey(press('k', { ctrl: true }), 'K')).toBe(false);
  expect(matchesKey(press('Z', { ctrl: true, shift: true }), 'Shift+Ctrl+Z')).toBe(true);
  expect(matchesKey(press('Z', { ctrl: true, shift: true }), 'Ctrl+Z')).toBe(false);
});

it('knows named keys, and characters that need Shift on some keyboards', () => {
  expect(matchesKey(press(' '), 'Space')).toBe(true);
  expect(matchesKey(press('Escape'), 'Esc')).toBe(true);
  expect(matchesKey(press('ArrowDown', { shift: true }), 'Down')).toBe(false);
  expect(matchesKey(press('?', { shift: true }), '?')).toBe(true);
  expect(matchesKey(press('/', { shift: true }), '/')).toBe(true);
  expect(matchesKey(press('+', { shift: true }), 'Plus')).toBe(true);
});

it('keeps single keys away from text fields', () => {
  expect(worksWhileTyping('J')).toBe(false);
  expect(worksWhileTyping('Shift+J')).toBe(false);
  expect(worksWhileTyping('Ctrl+K')).toBe(true);
  expect(worksWhileTyping('Shift+Ctrl+Z')).toBe(true);
  expect(keyCaps('Shift+Ctrl+Z')).toEqual(['Shift', 'Ctrl', 'Z']);
});
