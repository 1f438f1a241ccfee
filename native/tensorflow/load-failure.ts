/** What the dynamic linker says when TensorFlow does not load, as a sentence. */
import { FigscopeError } from '#app/util/error.ts';

/** The error for a failed load: `unsupported` where the system is too old, else `unavailable`. */
export function explainLoadFailure(said: string): FigscopeError {
  const symbol = /version [`'"](GLIBC(?:XX)?|CXXABI)_([\d.]+)['"] not found/.exec(said);
  if (symbol) {
    const library = symbol[1] === 'GLIBC' ? 'C library (glibc)' : 'C++ library (libstdc++)';
    return new FigscopeError('unsupported', {
      message: `The ${library} of this system is older than TensorFlow needs: ${symbol[1]}_${symbol[2]} is missing.`,
      remedy: 'Use a newer system (glibc 2.27 or newer), or go on with ONNX Runtime: --engine onnxruntime',
      facts: { said },
    });
  }
  const missing = /([\w.+-]+\.(?:so[\d.]*|dylib)): cannot open shared object file/.exec(said);
  if (missing) {
    return new FigscopeError('unavailable', {
      message: `TensorFlow does not load: the library ${missing[1]} is missing.`,
      remedy: missing[1].startsWith('libtensorflow')
        ? 'Remove it with: figscope engine remove tensorflow, then install it again.'
        : `Install the package of this system that has ${missing[1]}.`,
      facts: { said },
    });
  }
  return new FigscopeError('unavailable', {
    message: 'TensorFlow does not load on this machine.',
    remedy: 'Install it again, or go on with ONNX Runtime: --engine onnxruntime',
    facts: { said },
  });
}
