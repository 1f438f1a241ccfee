import { Search, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { addTerms, chipsOf, splitTyped } from './filter-edit.ts';
import styles from './query-bar.module.css';

const typingPauseMs = 220;

/**
 * Words to search for, and the filter as chips. Words search while they are typed; a condition such as
 * `year:2015..2025` becomes a chip with Enter. Backspace at the start takes the last chip away.
 */
export function QueryBar(props: {
  query: CorpusQuery;
  fieldRef: RefObject<HTMLInputElement | null>;
  onQuery: (query: CorpusQuery, options?: { readonly replace?: boolean }) => void;
}) {
  const { query, fieldRef, onQuery } = props;
  const [typed, setTyped] = useState(query.text);
  const [known, setKnown] = useState(query.text);
  /** Something was typed that has not been searched for yet. */
  const [ahead, setAhead] = useState(false);
  if (known !== query.text) {
    setKnown(query.text);
    // From outside: a link, the history, the palette. What was typed meanwhile is ahead of our own search and stays.
    if (!ahead && splitTyped(typed).text !== query.text) setTyped(query.text);
  }
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pending.current), []);

  const search = (text: string, filter: string, replace: boolean): void => {
    clearTimeout(pending.current);
    if (text !== query.text || filter !== query.filter) onQuery({ ...query, text, filter }, { replace });
  };
  const onType = (next: string): void => {
    setTyped(next);
    setAhead(true);
    clearTimeout(pending.current);
    pending.current = setTimeout(() => {
      setAhead(false);
      search(splitTyped(next).text, query.filter, true);
    }, typingPauseMs);
  };
  const commit = (): void => {
    const { text, terms } = splitTyped(typed);
    setTyped(text);
    setAhead(false);
    search(text, terms === '' ? query.filter : addTerms(query.filter, terms), false);
  };
  const clear = (): void => {
    setTyped('');
    setAhead(false);
    search('', '', false);
    fieldRef.current?.focus();
  };
  const chips = chipsOf(query.filter);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      commit();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.currentTarget.blur();
    } else if (event.key === 'Backspace' && event.currentTarget.selectionEnd === 0) {
      const last = chips.at(-1);
      if (last) search(query.text, last.without, false);
    }
  };
  const isEmpty = typed === '' && query.filter === '';
  return (
    <search className={styles.bar}>
      <Icon of={Search} size={15} />
      <input
        ref={fieldRef}
        className={styles.input}
        aria-label="Search figures"
        aria-keyshortcuts="/"
        placeholder="Search words, or write a filter such as year:2015..2025"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {chips.length > 0 && (
        <>
          <span className={styles.count}>
            <Chip value={formatNoun(chips.length, 'filter')} />
          </span>
          <span className={styles.chips}>
            {chips.map((chip) => (
              <Chip
                key={`${chip.field}${chip.value}`}
                value={chip.value}
                tone={chip.tone}
                {...(chip.field ? { field: chip.field } : {})}
                {...(chip.problem ? { title: chip.problem } : {})}
                onRemove={() => search(query.text, chip.without, false)}
              />
            ))}
          </span>
        </>
      )}
      {!isEmpty && <IconButton icon={X} size="small" label="Clear the query" onClick={clear} />}
    </search>
  );
}
