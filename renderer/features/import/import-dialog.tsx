import { closeImport, useImportStore } from '#renderer/stores/import-store.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { ChoosePhase } from './choose-phase.tsx';
import { RunningPhase } from './running-phase.tsx';
import { UploadPhase } from './upload-phase.tsx';

/** Import: choose, upload when the files are here, then watch. Closing it never stops a job. */
export function ImportDialog() {
  const open = useImportStore((state) => state.open);
  const phase = useImportStore((state) => state.phase);
  return (
    <Dialog open={open} onClose={closeImport} title="Import figures" size="medium">
      {phase.kind === 'choosing' && <ChoosePhase />}
      {phase.kind === 'uploading' && <UploadPhase progress={phase.progress} />}
      {phase.kind === 'running' && <RunningPhase job={phase.job} />}
    </Dialog>
  );
}
