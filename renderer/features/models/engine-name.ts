/** How engines are called on screen; one that is not known keeps its own name. */
const names: Readonly<Record<string, string>> = { onnxruntime: 'ONNX Runtime', tensorflow: 'TensorFlow' };

export const engineName = (name: string): string => names[name] ?? name;
