/** What this window keeps for the next one: the theme before the host answers, the corpus seen last, and where in it. */
import { useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { formatHash } from '#renderer/stores/route.ts';
import { useRouteStore } from '#renderer/stores/route-store.ts';
import { type Theme, useSettingsStore } from '#renderer/stores/settings-store.ts';
import { remember, remembered } from '#renderer/ui/use-remembered.ts';

const themes: readonly Theme[] = ['auto', 'light', 'dark'];

export function rememberWindow(): void {
  const theme = themes.find((candidate) => candidate === remembered('theme'));
  if (theme) {
    useSettingsStore.setState(({ settings }) => ({ settings: { ...settings, theme } }));
    applyTheme(theme);
  }
  const lastCorpus = remembered('corpus');
  if (lastCorpus !== undefined) useCorporaStore.setState({ lastCorpus });

  // A window that was given no place opens where the last one stood.
  const place = remembered('place');
  if (place !== undefined && location.hash === '') history.replaceState(null, '', place);
  useRouteStore.subscribe(({ route }) => {
    if (route.view === 'corpus') remember('place', formatHash(route));
  });

  useSettingsStore.subscribe(({ settings }) => {
    applyTheme(settings.theme);
    remember('theme', settings.theme);
  });
  useCorporaStore.subscribe((state) => {
    if (state.lastCorpus !== undefined) remember('corpus', state.lastCorpus);
  });
}

function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
