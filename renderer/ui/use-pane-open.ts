import { useMediaQuery } from './use-media-query.ts';
import { useRememberedFlag } from './use-remembered.ts';

/** Below this width the centre needs the room of a pane that only explains. */
const narrowWindow = '(max-width: 1279px)';

/** Whether a side pane is open: remembered, and in narrow windows apart, where it starts closed. */
export function usePaneOpen(id: string): readonly [open: boolean, setOpen: (open: boolean) => void] {
  const narrow = useMediaQuery(narrowWindow);
  const whenWide = useRememberedFlag(`open.${id}`, true);
  const whenNarrow = useRememberedFlag(`open.${id}.narrow`, false);
  return narrow ? whenNarrow : whenWide;
}
