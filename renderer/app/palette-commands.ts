/** What the palette offers besides the commands of the views on screen, and how it ranks what is typed. */
import { features } from '#renderer/features/registry.ts';
import { useCommandLineStore } from '#renderer/stores/command-line-store.ts';
import { useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { openImport } from '#renderer/stores/import-store.ts';
import { homeRoute, type Route } from '#renderer/stores/route.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { changeSettings } from '#renderer/stores/settings-store.ts';
import type { PaletteCommand } from '#renderer/stores/palette-store.ts';
import { formatNoun } from '#renderer/ui/format.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { setLayer } from './layers.ts';

const goTo =
  (route: Route): (() => void) =>
  () =>
    navigate(route);

/** Places, corpora, themes, earlier steps; and last, the search for what was typed. */
export function shellCommands(typed: string): readonly PaletteCommand[] {
  const corpora = useCorporaStore.getState().corpora ?? [];
  const search = typed.trim();
  return [
    ...features
      .filter((feature) => feature.key !== undefined)
      .map(
        (feature): PaletteCommand => ({
          id: `go-${feature.id}`,
          group: 'Views',
          label: `Go to ${feature.label}`,
          ...(feature.key ? { keys: feature.key } : {}),
          run: goTo({ ...homeRoute, view: feature.id }),
        }),
      ),
    { id: 'import', group: 'Corpora', label: 'Import figures…', run: () => openImport() },
    ...corpora.map(
      (corpus): PaletteCommand => ({
        id: `corpus-${corpus.name}`,
        group: 'Corpora',
        label: `Open ${corpus.name}`,
        detail: formatNoun(corpus.pairs, 'pair'),
        run: goTo({ view: 'corpus', subject: corpus.name, params: {} }),
      }),
    ),
    ...corpora.map(
      (corpus): PaletteCommand => ({
        id: `check-${corpus.name}`,
        group: 'Corpora',
        label: `Check ${corpus.name}`,
        detail: 'damage, leaks between splits',
        run: goTo({ view: 'check', subject: corpus.name, params: {} }),
      }),
    ),
    ...(['auto', 'light', 'dark'] as const).map(
      (theme): PaletteCommand => ({
        id: `theme-${theme}`,
        group: 'Window',
        label: theme === 'auto' ? 'Use the theme of the system' : `Use the ${theme} theme`,
        run: () => void changeSettings({ theme }),
      }),
    ),
    {
      id: 'shortcuts',
      group: 'Window',
      label: 'Show keyboard shortcuts',
      keys: '?',
      run: () => setLayer('shortcuts'),
    },
    ...useCommandLineStore
      .getState()
      .commands.slice(0, 5)
      .map(
        ({ line, at }): PaletteCommand => ({
          id: `line-${at}-${line}`,
          group: 'Last steps',
          label: `Copy ${line}`,
          run: () => void copyText(line, 'Command copied'),
        }),
      ),
    ...(search === ''
      ? []
      : [
          {
            id: 'search',
            group: 'Figures',
            label: `Search captions for “${search}”`,
            run: goTo({
              view: 'corpus',
              subject: useCorporaStore.getState().lastCorpus,
              params: { q: search },
            }),
          },
        ]),
  ];
}

export interface RankedCommand {
  readonly command: PaletteCommand;
  /** Half-open ranges of the label that were matched. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** Commands whose label has every typed word, best first: earlier matches and starts of words win. */
export function rankCommands(commands: readonly PaletteCommand[], typed: string): readonly RankedCommand[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands.map((command) => ({ command, ranges: [] }));
  const ranked = commands.flatMap((command, order) => {
    const label = command.label.toLowerCase();
    const ranges: (readonly [number, number])[] = [];
    let cost = order / 1000;
    for (const word of words) {
      const atStart = label.search(new RegExp(`(^|\\P{L})${escapePattern(word)}`, 'u'));
      const at = label.indexOf(word, Math.max(0, atStart));
      if (at < 0) return [];
      cost += at + (atStart < 0 ? 100 : 0);
      ranges.push([at, at + word.length]);
    }
    return [{ command, ranges, cost }];
  });
  return ranked.toSorted((left, right) => left.cost - right.cost);
}

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
