/** What a drag puts in the place of a figure. */
import { parseHash } from '#renderer/stores/route.ts';

/** A row id that a candidate carries, or the figure of a link out of any view. */
export function droppedFigure(transfer: Pick<DataTransfer, 'getData'>): number | undefined {
  const plain = transfer.getData('text/plain').trim();
  if (/^\d{1,9}$/.test(plain)) return Number(plain);
  const link = transfer.getData('text/uri-list') || plain;
  const { figure, like } = parseHash(link.slice(link.indexOf('#'))).params;
  const id = figure ?? like ?? '';
  return /^\d{1,9}$/.test(id) ? Number(id) : undefined;
}
