/** The configuration as it is stored beside the weights. */
import { Copy } from 'lucide-react';
import type { ModelDetail } from '#app/domain/model.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Table } from '#renderer/ui/table.tsx';
import { settingsOf } from './architecture.ts';
import styles from './configuration-tab.module.css';

export const ConfigurationTab = ({ detail }: { detail: ModelDetail }) => (
  <div className={styles.tab}>
    <Table
      label="Configuration"
      rows={settingsOf(detail.config)}
      rowKey={({ key }) => key}
      columns={[
        { key: 'key', head: 'Setting', width: '280px', cell: ({ key }) => <code>{key}</code> },
        { key: 'value', head: 'Value', wrap: true, cell: ({ value }) => value },
      ]}
    />
    <Button
      icon={Copy}
      size="small"
      onClick={() => void copyText(JSON.stringify(detail.config, null, 2), 'Configuration copied')}
    >
      Copy as JSON
    </Button>
  </div>
);
