/** Key chords: `Ctrl+K`, `Shift+Ctrl+Z`, `J`, `?`, `Space`. Ctrl stands for Cmd on a Mac. */

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const named: Readonly<Record<string, string>> = {
  Space: ' ',
  Esc: 'Escape',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Plus: '+',
};

/** True on Apple machines, where Cmd takes the place of Ctrl. */
export const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

interface Chord {
  readonly key: string;
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

function parseChord(chord: string): Chord {
  const parts = chord.split('+').filter((part) => part !== '');
  const last = parts.at(-1) ?? chord;
  return {
    key: named[last] ?? last,
    control: parts.includes('Ctrl'),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
  };
}

/** Does this key press mean `chord`? Characters such as `?` and `+` carry their own Shift. */
export function matchesKey(press: KeyPress, chord: string): boolean {
  const wanted = parseChord(chord);
  if ((press.ctrlKey || press.metaKey) !== wanted.control || press.altKey !== wanted.alt) return false;
  const isLetter = /^[a-z]$/i.test(wanted.key);
  if (isLetter || wanted.key.length > 1 || wanted.key === ' ') {
    if (press.shiftKey !== wanted.shift) return false;
  }
  return press.key.toLowerCase() === wanted.key.toLowerCase();
}

/** The caps to print for a chord, in order. */
export const keyCaps = (chord: string): readonly string[] =>
  chord
    .split('+')
    .filter((part) => part !== '')
    .map((part) => (part === 'Ctrl' && isApple ? '⌘' : (printed[part] ?? part)));

const printed: Readonly<Record<string, string>> = { Plus: '+', Up: '↑', Down: '↓', Left: '←', Right: '→' };

/** Chords with a modifier other than Shift work while typing; single keys do not. */
export const worksWhileTyping = (chord: string): boolean => /^(Ctrl|Alt)\+|\+(Ctrl|Alt)\+|^F\d+$/.test(chord);

const typingInputs = new Set(['text', 'search', 'number', 'password', 'email', 'url', 'tel', 'date']);

/** True when the element takes typed text, so that single keys belong to it. */
export function isTextField(element: Element | null): boolean {
  if (element === null) return false;
  if (element instanceof HTMLTextAreaElement) return true;
  if (element instanceof HTMLInputElement) return typingInputs.has(element.type);
  return element instanceof HTMLElement && element.isContentEditable;
}
