/** What the native add-on of tfjs-node 4.22 exports (binding/tfjs_binding.cc); tensors go by ids. */

/** A tensor of the binding: `dtype` is a TF_DataType (1 float, 3 int32, 14 bfloat16, ...). */
export interface BindingTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** An attribute of an operation; `type` is one of the binding's TF_ATTR_ constants. */
export interface BindingAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | object | readonly number[];
}

export interface TensorFlowBinding {
  /** The values are referenced, not copied, while TensorFlow may read them: never write to that array again. */
  createTensor(
    shape: readonly number[],
    dtype: number,
    values: Float32Array | Int32Array | Uint8Array | null,
  ): number;
  deleteTensor(tensorId: number): void;
  /** Waits for the value and copies it. */
  tensorDataSync(tensorId: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    operation: string,
    attributes: readonly BindingAttribute[],
    inputTensorIds: readonly number[],
    outputs: number,
  ): BindingTensor[];
  /** A folder with `saved_model.pb`; tags are separated by commas. Answers the model's id. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(modelId: number): void;
  /** Input and output operation names are separated by commas. Blocks until the run is over. */
  runSavedModel(
    modelId: number,
    inputTensorIds: readonly number[],
    inputNames: string,
    outputNames: string,
  ): BindingTensor[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}
