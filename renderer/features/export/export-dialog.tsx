import { useState } from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { closeExport, useExportStore } from '#renderer/stores/export-store.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { ChoosePhase } from './choose-phase.tsx';
import { type ExportChoice, firstForm } from './export-form.ts';
import { JobPhase } from './job-phase.tsx';

/** Export: choose, then watch. Closing it never stops a job. */
export function ExportDialog() {
  const { corpus, query, picked } = useExportStore();
  return (
    <Dialog
      open={corpus !== undefined}
      onClose={closeExport}
      title={corpus === undefined ? 'Export' : `Export ${corpus}`}
      size="medium"
    >
      {corpus !== undefined && <Phases key={corpus} corpus={corpus} query={query} picked={picked} />}
    </Dialog>
  );
}

/** What was chosen stays while a job runs, so that it can be changed when the job fails. */
function Phases(props: { corpus: string; query: CorpusQuery; picked: number | undefined }) {
  const { corpus, query, picked } = props;
  const { job, out, error } = useExportStore();
  const [choice, setChoice] = useState<ExportChoice>(() => ({
    form: {
      ...firstForm(query.text !== '' || query.filter !== ''),
      // Who picks figures one by one wants these.
      ...(picked === undefined ? {} : { leaveOutRejected: false }),
    },
    folder: undefined,
  }));
  if (job !== undefined) return <JobPhase job={job} out={out} />;
  return (
    <ChoosePhase
      corpus={corpus}
      query={query}
      picked={picked}
      error={error}
      choice={choice}
      onChoice={setChoice}
    />
  );
}
