/** The little of WebAssembly that the kernels use: the types of Node do not have it, and those of browsers are not ours. */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB. Throws where there are none left. */
  grow(pages: number): number;
}

declare const WebAssembly:
  | undefined
  | {
      validate(module: Uint8Array): boolean;
      Module: new (bytes: Uint8Array) => object;
      // Which functions a module has is what its source says.
      Instance: new <Exports>(
        module: object,
      ) => { readonly exports: Exports };
    };

/** A way to make instances of a module; undefined where WebAssembly or its SIMD instructions are missing. */
export function compiled<Exports>(base64: string): (() => Exports) | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const { Instance, Module } = WebAssembly;
  const bytes = Buffer.from(base64, 'base64');
  if (!WebAssembly.validate(bytes)) return undefined;
  const module = new Module(bytes);
  return () => new Instance<Exports>(module).exports;
}
