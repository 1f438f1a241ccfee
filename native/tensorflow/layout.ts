/**
 * Where the parts of an installation lie. TensorFlow looks for CUDA's libraries at $ORIGIN/../nvidia/<part>/lib, the
 * binding for TensorFlow's beside itself.
 */
import { join } from 'node:path';

/** The release of TensorFlow that this version of Figscope is made and tested for. */
export const tensorFlowVersion = '2.21.0';

export const libraryFolder = 'lib';
export const bindingFile = join(libraryFolder, 'tfjs_binding.node');
/** Written last: its presence makes a folder an installation. */
export const manifestFile = 'installation.json';

export const installationName = (version: string, cuda: boolean): string =>
  `tensorflow-${version}-${cuda ? 'cuda' : 'cpu'}`;
