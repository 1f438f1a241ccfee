/**
 * For tests: the part of Electron that this folder uses. Each piece `satisfies` the type it stands for, so a method
 * that Electron renames or changes breaks the type check. What Electron itself does is not imitated.
 */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

type Listener = (...args: unknown[]) => unknown;

interface Seen {
  permissionRequest?: PermissionRequest;
  permissionCheck?: PermissionCheck;
  devicePermission?: DevicePermission;
  beforeRequest?: BeforeRequest;
  themeSource: Electron.NativeTheme['themeSource'];
  picked: string[];
  userData: string;
  sandboxEnabled: boolean;
  quits: number;
  readonly schemes: Electron.CustomScheme[];
  readonly windows: FakeWindow[];
  readonly handlers: Map<string, Listener>;
  readonly listeners: Map<string, Listener>;
  readonly openedLinks: string[];
  readonly exitCodes: number[];
  readonly errors: string[];
  readonly ports: FakePort[];
  readonly protocols: Map<string, (request: Request) => Response | Promise<Response>>;
}

/** What the tested code handed over, and what it asked for. */
export const seen: Seen = {
  themeSource: 'system',
  picked: [],
  userData: '',
  sandboxEnabled: false,
  quits: 0,
  schemes: [],
  windows: [],
  handlers: new Map(),
  listeners: new Map(),
  openedLinks: [],
  exitCodes: [],
  errors: [],
  ports: [],
  protocols: new Map(),
};

/** The parts of Electron's arguments that handlers here read. */
type PermissionRequest = (
  contents: Pick<Electron.WebContents, 'getURL'>,
  permission: string,
  answer: (allowed: boolean) => void,
) => void;
type PermissionCheck = (contents: Electron.WebContents | null, permission: string, origin: string) => boolean;
type DevicePermission = () => boolean;
type BeforeRequest = (
  details: Pick<Electron.OnBeforeRequestListenerDetails, 'url'>,
  answer: (response: Electron.CallbackResponse) => void,
) => void;
type WindowOpen = (details: Pick<Electron.HandlerDetails, 'url'>) => Electron.WindowOpenHandlerResponse;

class FakeApp extends EventEmitter {
  readonly isPackaged: boolean = false;
  readonly #ready = Promise.withResolvers<void>();
  whenReady = (): Promise<void> => this.#ready.promise;
  becomeReady = (): void => this.#ready.resolve();
  enableSandbox = (): void => {
    seen.sandboxEnabled = true;
  };
  setName = (_name: string): void => {};
  setPath = (name: string, path: string): void => {
    if (name === 'userData') seen.userData = path;
  };
  requestSingleInstanceLock = (): boolean => true;
  quit = (): void => {
    seen.quits += 1;
    this.emit('before-quit', { preventDefault: () => {} });
  };
  exit = (code = 0): void => {
    seen.exitCodes.push(code);
    this.emit('fake-exit');
  };
}
export const app = new FakeApp() satisfies Pick<
  Electron.App,
  | 'isPackaged'
  | 'whenReady'
  | 'enableSandbox'
  | 'setName'
  | 'setPath'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
>;

class FakeContents extends EventEmitter {
  windowOpen: WindowOpen | undefined;
  setWindowOpenHandler = (handler: WindowOpen): void => {
    this.windowOpen = handler;
  };
}

class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly loaded: string[] = [];
  focused = 0;
  reloads = 0;
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    seen.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL = async (url: string): Promise<void> => void this.loaded.push(url);
  show = (): void => {};
  focus = (): void => void (this.focused += 1);
  restore = (): void => {};
  reload = (): void => void (this.reloads += 1);
  isMinimized = (): boolean => false;
  getNormalBounds = (): Electron.Rectangle => ({ x: 10, y: 20, width: 1300, height: 800 });
}
type UsedWindow = Pick<
  Electron.BrowserWindow,
  'loadURL' | 'show' | 'focus' | 'restore' | 'reload' | 'isMinimized' | 'getNormalBounds'
>;

class FakePort extends EventEmitter {
  readonly posted: unknown[] = [];
  postMessage = (message: unknown): void => void this.posted.push(message);
  start = (): void => {};
  close = (): void => void this.emit('close');
}

class FakeChannel {
  readonly port1 = new FakePort();
  readonly port2 = new FakePort();
  constructor() {
    seen.ports.push(this.port1);
  }
}

const session = {
  setPermissionRequestHandler: (handler: PermissionRequest): void => {
    seen.permissionRequest = handler;
  },
  setPermissionCheckHandler: (handler: PermissionCheck): void => {
    seen.permissionCheck = handler;
  },
  setDevicePermissionHandler: (handler: DevicePermission): void => {
    seen.devicePermission = handler;
  },
  webRequest: {
    onBeforeRequest: (handler: BeforeRequest): void => {
      seen.beforeRequest = handler;
    },
  },
  protocol: {
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>): void => {
      seen.protocols.set(scheme, handler);
    },
  },
} satisfies Pick<
  Electron.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
> & { webRequest: object; protocol: Pick<Electron.Protocol, 'handle'> };

/** What `import 'electron'` gives in the tests. */
export const fakeElectron = {
  app,
  BrowserWindow: FakeWindow satisfies new (options: Electron.BrowserWindowConstructorOptions) => UsedWindow,
  MessageChannelMain: FakeChannel satisfies new () => {
    port1: Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close'>;
  },
  protocol: {
    registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => void seen.schemes.push(...schemes),
  } satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>,
  session: { defaultSession: session },
  ipcMain: {
    on: (channel: string, listener: Listener) => seen.listeners.set(channel, listener),
    handle: (channel: string, listener: Listener) => void seen.handlers.set(channel, listener),
  },
  dialog: {
    showErrorBox: (title: string, content: string) => void seen.errors.push(`${title}: ${content}`),
    showOpenDialog: async () => ({ canceled: seen.picked.length === 0, filePaths: seen.picked }),
  } satisfies Pick<Electron.Dialog, 'showErrorBox' | 'showOpenDialog'>,
  shell: {
    openExternal: async (url: string) => void seen.openedLinks.push(url),
  } satisfies Pick<Electron.Shell, 'openExternal'>,
  Menu: {
    buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
    setApplicationMenu: () => {},
  },
  nativeTheme: {
    set themeSource(source: Electron.NativeTheme['themeSource']) {
      seen.themeSource = source;
    },
  },
  utilityProcess: {
    fork: () => {
      throw new Error('no utility process in this test');
    },
  },
};
