/** One device: its memory, and how every engine does on it. */
import { Check, Cpu, X } from 'lucide-react';
import { Fragment } from 'react';
import type { EngineReport } from '#app/domain/engine.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Banner } from '#renderer/ui/banner.tsx';
import { formatBytes, formatDuration, formatNumber } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import { ScrollRegion } from '#renderer/ui/scroll-region.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';
import { type Column, Table } from '#renderer/ui/table.tsx';
import { Card } from './card.tsx';
import { chosenFor, type DeviceEngines, isTestedOn } from './engines-by-device.ts';
import { engineName } from './engine-name.ts';
import styles from './device-card.module.css';

export function DeviceCard({ device, engines, testing }: DeviceEngines & { testing: boolean }) {
  const { id, title, totalBytes, freeBytes } = device;
  const inUse = engines.some((engine) => chosenFor(engine, id) !== '');
  const failed = engines.some((engine) => !engine.ok && isTestedOn(engine, id));
  const troubled = engines.filter((engine) => engine.reason !== undefined && isTestedOn(engine, id));
  return (
    <Card
      title={
        <>
          <Icon of={Cpu} size={16} />
          {id === 'cpu' ? (title === 'CPU' ? title : `CPU · ${title}`) : `${id.toUpperCase()} · ${title}`}
        </>
      }
      badge={inUse ? <Badge tone="accent">in use</Badge> : failed && <Badge tone="warning">not usable</Badge>}
      end={testing && <Spinner />}
    >
      {totalBytes !== undefined && freeBytes !== undefined && (
        <div className={styles.memory}>
          <span>Memory</span>
          <ProgressBar
            label={`Memory of ${title} in use`}
            done={totalBytes - freeBytes}
            total={totalBytes}
            thick
          />
          <span>
            {formatBytes(totalBytes - freeBytes)} of {formatBytes(totalBytes)} in use
          </span>
        </div>
      )}
      {engines.length === 0 ? (
        <p className={styles.none}>No installed engine uses this device.</p>
      ) : (
        <ScrollRegion label={`Engines and their tests on ${title}`} className={styles.table}>
          <Table
            label={`Engines on ${title}`}
            rows={engines}
            rowKey={({ name }) => name}
            columns={columns(id)}
          />
        </ScrollRegion>
      )}
      {troubled.map(({ name, reason, remedy }) => (
        <Banner key={name} tone="warning" title={`${engineName(name)}: ${reason}`}>
          {remedy}
        </Banner>
      ))}
    </Card>
  );
}

const columns = (device: string): readonly Column<EngineReport>[] => {
  const here = <R,>(engine: EngineReport, value: R): R | '–' => (isTestedOn(engine, device) ? value : '–');
  return [
    {
      key: 'engine',
      head: 'Engine',
      cell: (engine) => (
        <Fragment>
          {engineName(engine.name)} {engine.version}
          <small className={styles.small}>{engine.precision.join(', ')}</small>
        </Fragment>
      ),
    },
    {
      key: 'test',
      head: 'Self-test',
      cell: (engine) =>
        here(
          engine,
          <Fragment>
            {engine.ok ? (
              <Badge tone="positive" icon={Check}>
                passed
              </Badge>
            ) : (
              <Badge tone="danger" icon={X}>
                {engine.selfTest ? 'failed' : 'not run'}
              </Badge>
            )}
            {engine.selfTest && (
              <small className={styles.small}>in {formatDuration(engine.selfTest.milliseconds)}</small>
            )}
          </Fragment>,
        ),
    },
    {
      key: 'error',
      head: 'Largest error',
      numeric: true,
      cell: (engine) => here(engine, engine.selfTest ? formatNumber(engine.selfTest.maxError) : '–'),
    },
    {
      key: 'training',
      head: 'Training step',
      numeric: true,
      cell: (engine) => here(engine, engine.speed ? formatMs(engine.speed.trainingStepMs) : '–'),
    },
    {
      key: 'embedding',
      head: 'Embedding',
      numeric: true,
      cell: (engine) => here(engine, engine.speed ? formatMs(engine.speed.embeddingMs) : '–'),
    },
    {
      key: 'auto',
      head: 'Auto uses it for',
      cell: (engine) => chosenFor(engine, device) || 'nothing',
    },
  ];
};

const formatMs = (milliseconds: number): string => `${formatNumber(milliseconds, 2)} ms`;
