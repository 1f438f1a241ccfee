/**
 * For `initialFocus` of a layer: moves the focus now and tells the layer so. Left to itself the layer waits for the
 * next frame, and what somebody types until then goes to the view behind it.
 */
export function focusAtOnce(element: HTMLElement | null | undefined): boolean {
  element?.focus();
  return !element;
}
