/** The few messages of the page that Electron itself answers: a port to the host, grants for files, the theme. */
import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import {
  type BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  nativeTheme,
} from 'electron';
import * as z from 'zod';
import { contractVersion, hostContract } from '#app/contract/index.ts';
import { messageTransport } from '#app/rpc/message-transport.ts';
import { serve } from '#app/rpc/peer.ts';
import type { Transport } from '#app/rpc/transport.ts';
import type { HostForShell } from '../host/host-for-shell.ts';
import { channels, type Grant, type PickKind } from './bridge.ts';
import { isTrusted } from './guards.ts';

const filePath = z.string().min(1).max(32_767);
const pickKind = z.enum(['files', 'folder']);
const theme = z.enum(['auto', 'light', 'dark']);

export function answerPage(host: HostForShell, window: () => BrowserWindow | undefined): void {
  ipcMain.on(channels.connect, ({ senderFrame }) => {
    if (!isTrusted(senderFrame)) return;
    const { port1, port2 } = new MessageChannelMain();
    serve(portTransport(port1), hostContract, host.handlers, { version: String(contractVersion) });
    senderFrame?.postMessage(channels.port, null, [port2]);
  });

  ipcMain.handle(channels.grant, async ({ senderFrame }, path: unknown): Promise<Grant> => {
    if (!isTrusted(senderFrame)) throw refused();
    const dropped = filePath.parse(path);
    await stat(dropped);
    return grantFor(host, dropped);
  });

  ipcMain.handle(channels.pick, async ({ senderFrame }, kind: unknown): Promise<readonly Grant[]> => {
    const parent = window();
    if (!isTrusted(senderFrame) || parent === undefined) throw refused();
    const properties = dialogProperties[pickKind.parse(kind)];
    const { canceled, filePaths } = await dialog.showOpenDialog(parent, { properties: [...properties] });
    return canceled ? [] : filePaths.map((path) => grantFor(host, path));
  });

  ipcMain.on(channels.theme, ({ senderFrame }, chosen: unknown) => {
    const parsed = theme.safeParse(chosen);
    if (!isTrusted(senderFrame) || !parsed.success) return;
    nativeTheme.themeSource = parsed.data === 'auto' ? 'system' : parsed.data;
  });
}

const dialogProperties: Readonly<
  Record<PickKind, readonly ('openFile' | 'openDirectory' | 'multiSelections')[]>
> = {
  files: ['openFile', 'multiSelections'],
  folder: ['openDirectory'],
};

const grantFor = (host: HostForShell, path: string): Grant => ({
  grant: host.grantPath(path),
  name: basename(path),
});

const refused = (): Error => new Error('This page may not do that.');

function portTransport(port: MessagePortMain): Transport {
  return messageTransport({
    post: (frame) => port.postMessage(frame),
    listen: (onMessage, onClose) => {
      port.on('message', ({ data }) => onMessage(data));
      port.on('close', onClose);
      port.start();
    },
    close: () => port.close(),
  });
}
