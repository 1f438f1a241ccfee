/** Who may import whom, as data. main/architecture.test.ts holds every source file to it. */

/** A folder, and what its files may import besides each other. A file belongs to the longest folder that holds it. */
export interface Room {
  readonly folder: string;
  /** Folders or files of the repository, from its root. */
  readonly imports: readonly string[];
  /** Same, with `import type` only. */
  readonly types?: readonly string[];
}

const appRooms: readonly Room[] = [
  { folder: 'app/util', imports: [] },
  { folder: 'app/domain', imports: ['app/util'] },
  { folder: 'app/rpc', imports: ['app/util'] },
  {
    folder: 'app/contract',
    imports: ['app/util', 'app/domain', 'app/rpc/define.ts', 'app/rpc/worker-contract.ts'],
  },
  { folder: 'app/ml', imports: ['app/util', 'app/domain'] },
];

const mainRooms: readonly Room[] = [
  { folder: 'main/store', imports: ['app', 'native'] },
  { folder: 'main/images', imports: ['app', 'native', 'main/net'] },
  { folder: 'main/zip', imports: [] },
  // Downloads that continue: for the hub, for article data sets, for images that stay on a server.
  { folder: 'main/net', imports: ['app'] },
  { folder: 'main/ingest', imports: ['app', 'native', 'main/images', 'main/zip', 'main/net'] },
  { folder: 'main/export', imports: ['app', 'main/store', 'main/images'] },
  { folder: 'main/check', imports: ['app', 'main/store', 'main/images'] },
  { folder: 'main/engine', imports: ['app', 'native', 'main/zip'] },
  { folder: 'main/supervisor', imports: ['app'] },
  { folder: 'main/cluster', imports: ['app'] },
  {
    folder: 'main/host',
    imports: ['app', 'native', 'main/supervisor', 'main/cluster', 'main/net'],
    types: ['main/ingest'],
  },
  {
    folder: 'main/workers',
    imports: [
      'app',
      'main/store',
      'main/ingest',
      'main/engine',
      'main/images',
      'main/export',
      'main/check',
      'main/net',
    ],
  },
  { folder: 'main/server', imports: ['app', 'main/host', 'main/supervisor'] },
  { folder: 'main/cli', imports: ['app', 'main/host', 'main/supervisor', 'main/server'] },
  {
    // Headers, ranges and the list of the page's files are the same in both shells, and the command line attaches to
    // an Electron host through the same server.
    folder: 'main/electron',
    imports: ['app', 'main/host', 'main/supervisor', 'main/server'],
  },
  { folder: 'main/dev', imports: ['app', 'main', 'renderer', 'native'] },
  { folder: 'main/start.mjs', imports: ['main/dev'] },
  { folder: 'main/architecture.test.ts', imports: ['main/dev'] },
];

const rendererRooms: readonly Room[] = [
  { folder: 'renderer/ui', imports: ['app/util', 'app/domain'] },
  { folder: 'renderer/charts', imports: ['app/util', 'app/domain'] },
  { folder: 'renderer/connection', imports: ['app/util', 'app/rpc', 'app/contract'] },
  {
    folder: 'renderer/stores',
    imports: ['app/util', 'app/domain', 'app/contract', 'renderer/connection'],
    types: ['app/rpc'],
  },
  // Which view belongs to which address.
  { folder: 'renderer/features/registry.ts', imports: ['renderer/features', 'renderer/ui'] },
  {
    folder: 'renderer/features/*',
    imports: ['app/util', 'app/domain', 'renderer/stores', 'renderer/ui', 'renderer/charts'],
    types: ['app/contract'],
  },
  // The frame around the features, and the page that shows every component.
  { folder: 'renderer', imports: ['app/util', 'app/domain', 'app/rpc', 'app/contract', 'renderer'] },
];

export const rooms: readonly Room[] = [
  ...appRooms,
  ...mainRooms,
  ...rendererRooms,
  { folder: 'native', imports: ['app'] },
  { folder: 'e2e', imports: ['main/dev'], types: ['app/domain'] },
];

/** Data that every room may read. */
export const openFolders: readonly string[] = ['resources'];

/** Which rooms may import which packages; what is not listed may be imported nowhere. `*` at the end matches on. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  'node:sqlite': ['main/store', 'main/check'],
  'node:*': ['main', 'native', 'e2e'],
  zod: [
    'app/domain',
    'app/rpc',
    'app/contract',
    'main',
    'native',
    'renderer/stores',
    'renderer/connection',
    'renderer/main.tsx',
  ],
  '@tensorflow/tfjs-core*': ['app/ml', 'main/engine'],
  '@tensorflow/tfjs-backend-cpu*': [],
  '@tensorflow/tfjs-node-gpu*': ['main/engine', 'native'],
  'onnxruntime-node': ['main/engine'],
  '@huggingface/tokenizers': ['main/engine'],
  sharp: ['main/images', 'main/ingest', 'e2e'],
  'dicom-parser': ['main/images'],
  'csv-parse*': ['main/ingest'],
  'csv-stringify*': ['main/export'],
  'hyparquet*': ['main/ingest', 'main/export'],
  entities: ['app/ml', 'main/ingest'],
  htmlparser2: ['main/ingest', 'native'],
  'tar-stream': ['main/ingest', 'main/export'],
  yauzl: ['main/zip', 'main/ingest', 'main/engine'],
  commander: ['main/cli'],
  ws: ['main/server', 'main/cli'],
  electron: ['main/electron'],
  'react*': ['renderer'],
  zustand: ['renderer'],
  'zustand/*': ['renderer'],
  '@base-ui/react*': ['renderer'],
  'lucide-react': ['renderer'],
  recharts: ['renderer/charts'],
  vite: [],
  'vitest*': ['e2e'],
  '@vitejs/plugin-react': [],
  'playwright-core': ['e2e'],
  'axe-core': ['e2e'],
};
