/** The one key listener of the window: layers above the view first, then views innermost first, then the shell. */
import { useEffect } from 'react';
import { features } from '#renderer/features/registry.ts';
import { useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { redo, undo } from '#renderer/stores/curation-store.ts';
import { useCommandLineStore } from '#renderer/stores/command-line-store.ts';
import { homeRoute } from '#renderer/stores/route.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { type Shortcut, useShortcutsStore } from '#renderer/stores/shortcuts-store.ts';
import { isTextField, matchesKey, worksWhileTyping } from '#renderer/ui/keys.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { setLayer } from './layers.ts';

export function useKeyboard(): void {
  useEffect(() => {
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTextField(document.activeElement);
  const blocked = document.querySelector('[role="dialog"]') !== null;
  const layers = useShortcutsStore.getState().layers;
  const ofViews = blocked ? [] : layers.toReversed().flatMap((layer) => layer());
  for (const shortcut of [...ofViews, ...shellShortcuts]) {
    const keys = shortcut.keys.find((chord) => matchesKey(event, chord));
    if (keys === undefined || (typing && !worksWhileTyping(keys))) continue;
    if (typing && ownedByText(keys)) continue;
    if (belongsToControl(event, keys)) continue;
    if (shortcut.when && !shortcut.when()) continue;
    event.preventDefault();
    shortcut.run();
    return;
  }
}

/** While typing these belong to the text. */
const ownedByText = (keys: string): boolean => keys === 'Ctrl+A' || keys.endsWith('Ctrl+Z');

const pressed = 'button, a, summary, [role="menu"], [role="listbox"]';
const toggles = 'input[type="checkbox"], input[type="radio"]';
const movedByArrows = 'input[type="radio"], input[type="range"], hr, [role="menu"], [role="listbox"]';
const movingKeys = new Set(['Up', 'Down', 'Left', 'Right', 'Home', 'End', 'PageUp', 'PageDown']);

/** Keys that mean something to the control that has the focus: Enter presses a button, arrows move a slider. */
function belongsToControl(event: KeyboardEvent, keys: string): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (keys === 'Enter') return target.closest(pressed) !== null;
  if (keys === 'Space') return target.closest(`${pressed}, ${toggles}`) !== null;
  return movingKeys.has(keys) && target.closest(movedByArrows) !== null;
}

const withCorpus = (act: (corpus: string) => void): void => {
  const corpus = useCorporaStore.getState().lastCorpus;
  if (corpus !== undefined) act(corpus);
};

const panes = 'nav, header, main aside, [role="grid"], footer';
const focusable = ':is(a[href], button, input, select, textarea, [tabindex="0"]):not(:disabled)';

/** The focus goes to the next pane, its first control; from the last one to the first. */
function nextPane(): void {
  const all = [...document.querySelectorAll<HTMLElement>(panes)].filter(
    (pane) => pane.matches(focusable) || pane.querySelector(focusable) !== null,
  );
  const at = all.findLastIndex((pane) => pane.contains(document.activeElement));
  const next = all[(at + 1) % all.length];
  if (!next) return;
  if (next.matches(focusable)) next.focus();
  else next.querySelector<HTMLElement>(focusable)?.focus();
}

const shellShortcuts: readonly Shortcut[] = [
  { keys: ['F6'], run: nextPane },
  { keys: ['Ctrl+K'], run: () => setLayer('palette') },
  { keys: ['?'], run: () => setLayer('shortcuts') },
  { keys: ['Ctrl+Z'], run: () => withCorpus((corpus) => void undo(corpus)) },
  { keys: ['Shift+Ctrl+Z', 'Ctrl+Y'], run: () => withCorpus((corpus) => void redo(corpus)) },
  {
    keys: ['Shift+Ctrl+C'],
    run: () => {
      const line = useCommandLineStore.getState().commands[0]?.line;
      if (line) void copyText(line, 'Command copied');
    },
  },
  ...features.flatMap((feature) =>
    feature.key ? [{ keys: [feature.key], run: () => navigate({ ...homeRoute, view: feature.id }) }] : [],
  ),
];
