import { closeExport, useExportStore } from '#renderer/stores/export-store.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { ChoosePhase } from './choose-phase.tsx';
import { JobPhase } from './job-phase.tsx';

/** Export: choose, then watch. Closing it never stops a job. */
export function ExportDialog() {
  const { corpus, query, job, out, error } = useExportStore();
  return (
    <Dialog
      open={corpus !== undefined}
      onClose={closeExport}
      title={corpus === undefined ? 'Export' : `Export ${corpus}`}
      size="medium"
    >
      {corpus !== undefined && job === undefined && (
        <ChoosePhase corpus={corpus} query={query} error={error} />
      )}
      {job !== undefined && <JobPhase job={job} out={out} />}
    </Dialog>
  );
}
