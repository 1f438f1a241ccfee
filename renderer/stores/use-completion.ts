/** A field in which queries are written: what can be written next, and the keys that choose it. */
import { type HTMLAttributes, type KeyboardEvent, type RefObject, useId, useState } from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { completed, completionPlace, type Suggestion } from './completion.ts';
import { useSuggestions } from './use-suggestions.ts';

export interface CompletionField {
  readonly corpus: string | undefined;
  /** Values are counted within it. */
  readonly query: CorpusQuery;
  readonly typed: string;
  readonly field: RefObject<HTMLInputElement | null>;
  /** Something else takes the place of the list: what is wrong with the text, say. */
  readonly hidden: boolean;
  /** The text with a suggestion in it that is to be written on. */
  readonly onWrite: (text: string, caret: number) => void;
  /** The text whose condition is whole now. */
  readonly onApply: (text: string) => void;
}

export interface Completion {
  /** Empty: no list is shown. */
  readonly suggestions: readonly Suggestion[];
  readonly listId: string;
  /** The option in force; -1: none. */
  readonly active: number;
  /** For the input element. */
  readonly comboboxProps: HTMLAttributes<HTMLInputElement>;
  /** Something was typed: suggestions are wanted at the caret. */
  readonly follow: (caret: number | null) => void;
  readonly close: () => void;
  readonly choose: (suggestion: Suggestion) => void;
  /** Answers true when the key belonged to the list. */
  readonly onKey: (event: KeyboardEvent<HTMLInputElement>) => boolean;
}

/** Arrows choose, Tab completes and writes on, Enter applies the option in force, Escape closes the list. */
export function useCompletion(props: CompletionField): Completion {
  const { corpus, query, typed, field, hidden, onWrite, onApply } = props;
  /** Where the caret stands while suggestions are wanted. */
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  const listId = `${useId()}-list`;
  const place = caret === undefined ? undefined : completionPlace(typed, caret);
  const found = useSuggestions(corpus, query, place);
  const suggestions = hidden ? [] : found;
  const open = suggestions.length > 0;

  const follow = (next: number | null): void => {
    setCaret(next ?? undefined);
    setActive(-1);
  };
  const close = (): void => setCaret(undefined);
  /** `apply`: a whole condition is applied at once; else it can be written on. */
  const take = (suggestion: Suggestion, apply: boolean): void => {
    if (!place) return;
    const next = completed(typed, place, suggestion);
    if (apply && suggestion.whole) {
      close();
      onApply(next.text);
      return;
    }
    follow(next.caret);
    onWrite(next.text, next.caret);
    requestAnimationFrame(() => field.current?.setSelectionRange(next.caret, next.caret));
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>): boolean => {
    if (!open) return false;
    const chosen = suggestions[active];
    const first = suggestions[Math.max(0, active)];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // One place more than there are options: that of the field itself.
      const places = suggestions.length + 1;
      setActive(((active + 1 + step + places) % places) - 1);
    } else if (event.key === 'Tab' && !event.shiftKey && first) take(first, false);
    else if (event.key === 'Enter' && chosen) take(chosen, true);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    suggestions,
    listId,
    active,
    comboboxProps: {
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': open,
      'aria-controls': open ? listId : undefined,
      'aria-activedescendant': open && active >= 0 ? `${listId}-${active}` : undefined,
      onBlur: close,
    },
    follow,
    close,
    choose: (suggestion) => take(suggestion, true),
    onKey,
  };
}
