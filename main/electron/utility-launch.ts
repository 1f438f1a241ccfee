/** Lends Electron's utility processes to the supervisor, which may not import Electron itself. */
import { utilityProcess } from 'electron';
import type { WorkerLauncher } from '../supervisor/launcher.ts';
import { utilityLauncher } from '../supervisor/utility-launcher.ts';

export const launchUtility = (): WorkerLauncher => utilityLauncher((...args) => utilityProcess.fork(...args));
