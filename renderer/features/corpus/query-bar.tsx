import { Search, X } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { useCompletion } from '#renderer/stores/use-completion.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { SuggestionList } from '#renderer/ui/suggestion-list.tsx';
import { addTerms, chipsOf } from './filter-edit.ts';
import { TypedProblemNote } from './typed-problem-note.tsx';
import { problemOf, splitTyped, type TypedProblem } from './typed-query.ts';
import styles from './query-bar.module.css';

const typingPauseMs = 220;

/**
 * Words to search for, and the filter as chips. Words search while they are typed; a condition such as
 * `year:2015..2025` becomes a chip with Enter. Fields and values are completed on the way. Backspace at the start takes
 * the last chip away.
 */
export function QueryBar(props: {
  corpus: string | undefined;
  query: CorpusQuery;
  fieldRef: RefObject<HTMLInputElement | null>;
  onQuery: (query: CorpusQuery, options?: { readonly replace?: boolean }) => void;
  /** Buttons before the one that clears. */
  buttons?: ReactNode;
}) {
  const { corpus, query, fieldRef, onQuery, buttons } = props;
  const [typed, setTyped] = useState(query.text);
  const [known, setKnown] = useState(query.text);
  /** Something was typed that has not been searched for yet. */
  const [ahead, setAhead] = useState(false);
  const [problem, setProblem] = useState<TypedProblem>();
  const id = useId();
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
    setProblem(undefined);
    clearTimeout(pending.current);
    pending.current = setTimeout(() => {
      setAhead(false);
      search(splitTyped(next).text, query.filter, true);
    }, typingPauseMs);
  };
  const commit = (what: string): void => {
    const { text, terms } = splitTyped(what);
    const wrong = terms === '' ? undefined : problemOf(terms);
    setProblem(wrong);
    if (wrong) return;
    setTyped(text);
    setAhead(false);
    search(text, terms === '' ? query.filter : addTerms(query.filter, terms), false);
  };
  const completion = useCompletion({
    corpus,
    query,
    typed,
    field: fieldRef,
    hidden: problem !== undefined,
    onWrite: onType,
    onApply: commit,
  });
  const clear = (): void => {
    setTyped('');
    setAhead(false);
    setProblem(undefined);
    search('', '', false);
    fieldRef.current?.focus();
  };
  const chips = chipsOf(query.filter);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (completion.onKey(event)) return;
    if (event.key === 'Enter') {
      completion.close();
      commit(typed);
    } else if (event.key === 'Escape') {
      if (problem) setProblem(undefined);
      else event.currentTarget.blur();
    } else {
      if (event.key === 'Backspace' && event.currentTarget.selectionEnd === 0) {
        const last = chips.at(-1);
        if (last) search(query.text, last.without, false);
      }
      return;
    }
    event.preventDefault();
  };
  const isEmpty = typed === '' && query.filter === '';
  return (
    <div className={styles.place}>
      <search className={styles.bar}>
        <Icon of={Search} size={15} />
        <input
          ref={fieldRef}
          className={styles.input}
          {...completion.comboboxProps}
          aria-label="Search figures"
          aria-keyshortcuts="/"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          placeholder="Search words, or write a filter such as year:2015..2025"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            completion.follow(event.currentTarget.selectionStart);
            onType(event.currentTarget.value);
          }}
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
        {buttons}
        {!isEmpty && <IconButton icon={X} size="small" label="Clear the query" onClick={clear} />}
      </search>
      {completion.suggestions.length > 0 && (
        <SuggestionList
          id={completion.listId}
          suggestions={completion.suggestions}
          active={completion.active}
          onChoose={completion.choose}
        />
      )}
      {problem && <TypedProblemNote id={`${id}-problem`} problem={problem} />}
    </div>
  );
}
