import { Filter } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useCompletion } from '#renderer/stores/use-completion.ts';
import { SuggestionList } from '#renderer/ui/suggestion-list.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { bothFilters, filterProblem } from './filter-terms.ts';
import styles from './filter-field.module.css';

/** A condition to narrow the search with, completed while it is written. */
export function FilterField(props: {
  corpus: string | undefined;
  /** In force already. */
  filter: string;
  onFilter: (filter: string) => void;
}) {
  const { corpus, onFilter } = props;
  const filter = filterProblem(props.filter) === undefined ? props.filter : '';
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const problem = tried ? filterProblem(typed) : undefined;
  const write = (text: string): void => {
    setTyped(text);
    setTried(false);
  };
  const apply = (text: string): void => {
    setTyped(text);
    setTried(true);
    if (text.trim() === '' || filterProblem(text) !== undefined) return;
    onFilter(bothFilters(filter, text));
    write('');
  };
  const completion = useCompletion({
    corpus,
    query: { text: '', filter },
    typed,
    field,
    hidden: problem !== undefined,
    onWrite: write,
    onApply: apply,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    completion.close();
    apply(typed);
  };
  return (
    <form className={styles.filter} onSubmit={submit}>
      <TextField
        {...completion.comboboxProps}
        ref={field}
        label="Filter"
        hideLabel
        size="small"
        icon={Filter}
        placeholder="Filter, such as year>=2015"
        value={typed}
        error={problem}
        onChange={(event) => {
          completion.follow(event.currentTarget.selectionStart);
          write(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (!completion.onKey(event) && event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {completion.suggestions.length > 0 && (
        <SuggestionList
          id={completion.listId}
          suggestions={completion.suggestions}
          active={completion.active}
          onChoose={completion.choose}
        />
      )}
    </form>
  );
}
