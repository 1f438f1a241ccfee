/** TensorFlow, the engine that is not shipped: what installing it would bring, its progress, and its removal. */
import { Download, FolderTree, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { EngineReport } from '#app/domain/engine.ts';
import type { Job } from '#app/domain/job.ts';
import {
  installLine,
  type InstallOptions,
  installTensorFlow,
  removeTensorFlow,
} from '#renderer/stores/engines-store.ts';
import { listHostFolder } from '#renderer/stores/host-files.ts';
import { cancelJob } from '#renderer/stores/jobs-store.ts';
import { showToast } from '#renderer/stores/toasts-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { HostBrowser } from '#renderer/ui/host-browser.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { JobProgress } from '#renderer/ui/job-progress.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Card } from './card.tsx';
import { CommandNote } from '#renderer/ui/command-note.tsx';
import styles from './tensorflow-card.module.css';

export function TensorFlowCard({ report, job }: { report: EngineReport; job: Job | undefined }) {
  const { installed, ok, reason, remedy } = report;
  return (
    <Card
      title="TensorFlow"
      badge={
        job ? (
          <Badge tone="info">installing</Badge>
        ) : installed ? (
          !ok && <Badge tone="danger">not usable</Badge>
        ) : (
          <Badge>not installed</Badge>
        )
      }
      end={
        job && (
          <IconButton
            icon={X}
            size="small"
            label="Cancel the installation"
            onClick={() => void cancelJob(job.id)}
          />
        )
      }
    >
      {job ? (
        <JobProgress job={job} />
      ) : installed ? (
        <Installed report={report} />
      ) : (
        <>
          {reason && !remedy?.includes(installLine({})) && (
            <Banner tone="info" title={reason}>
              {remedy}
            </Banner>
          )}
          <InstallForm bytes={report.bytes} />
        </>
      )}
    </Card>
  );
}

function Installed({ report }: { report: EngineReport }) {
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    const freedBytes = await removeTensorFlow();
    setBusy(false);
    if (freedBytes !== undefined)
      showToast({ tone: 'info', title: 'Removed TensorFlow', detail: `${formatBytes(freedBytes)} freed` });
  };
  return (
    <>
      <p className={styles.words}>
        Version {report.version}, {formatBytes(report.bytes)} on the disk. Without it everything goes on with
        ONNX Runtime.
      </p>
      <div className={styles.row}>
        <Button
          icon={Trash2}
          size="small"
          variant={sure ? 'danger-solid' : 'danger'}
          busy={busy}
          onClick={() => (sure ? void remove() : setSure(true))}
          onBlur={() => setSure(false)}
        >
          {sure ? `Remove ${formatBytes(report.bytes)} for good` : 'Remove'}
        </Button>
      </div>
    </>
  );
}

const cudaHints = {
  auto: 'The set for NVIDIA devices where one is found, else the set for the CPU.',
  yes: 'The set for NVIDIA devices, several times as large.',
  no: 'The set for the CPU alone.',
} as const;

function InstallForm({ bytes }: { bytes: number }) {
  const [cuda, setCuda] = useState<'auto' | 'yes' | 'no'>('auto');
  const [from, setFrom] = useState<string>();
  const [browsing, setBrowsing] = useState(false);
  const [busy, setBusy] = useState(false);
  const options: InstallOptions = { cuda, ...(from === undefined ? {} : { from }) };
  const install = async () => {
    setBusy(true);
    await installTensorFlow(options);
    setBusy(false);
  };
  return (
    <>
      <p className={styles.words}>
        Trains and embeds with one graph for a whole step, on the CPU and on NVIDIA devices.
        {bytes > 0 && ` Takes about ${formatBytes(bytes)}.`} Every file is checked by its hash; an
        installation that was interrupted goes on where it stopped.
      </p>
      <div className={styles.row}>
        <span className={styles.label}>CUDA</span>
        <Segmented
          label="CUDA"
          value={cuda}
          onChange={setCuda}
          segments={[
            { value: 'auto', label: 'Auto' },
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
        />
        <span className={styles.hint}>{cudaHints[cuda]}</span>
      </div>
      <div className={styles.row}>
        <Button variant="primary" size="small" icon={Download} busy={busy} onClick={() => void install()}>
          {from === undefined ? 'Install TensorFlow' : 'Install from the folder'}
        </Button>
        {from === undefined ? (
          <Button size="small" icon={FolderTree} onClick={() => setBrowsing(true)}>
            Use a local folder
          </Button>
        ) : (
          <span className={styles.from}>
            <code>{from}</code>
            <IconButton
              icon={X}
              size="small"
              label="Do not use the folder"
              onClick={() => setFrom(undefined)}
            />
          </span>
        )}
      </div>
      <CommandNote line={installLine(options)} />
      <Dialog
        open={browsing}
        onClose={() => setBrowsing(false)}
        title="Folder with the libraries"
        size="medium"
      >
        <HostBrowser
          list={listHostFolder}
          foldersOnly
          hint="For machines without a network: a folder with the wheels."
          onChoose={(path) => {
            setFrom(path);
            setBrowsing(false);
          }}
          onCancel={() => setBrowsing(false)}
        />
      </Dialog>
    </>
  );
}
