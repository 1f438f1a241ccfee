/** SHA-256 of every member that is taken, by wheel. Made by main/dev/pin-wheels.ts. */
export const wheelPins: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl': {
    'tensorflow/include/LICENSE': 'c79a7fea0e3cac04cd43f20e7b648e5a0ff8fa5344e644b0ee09ca1162b62747',
    'tensorflow/include/tensorflow/c/c_api_macros.h':
      '22212de30dca6bc80cf903b5b02f8e240b89ccae4d273d86b3cd232038de6a2d',
    'tensorflow/include/tensorflow/c/c_api.h':
      '4ccd0a99a0832bffac33eeb2a26a900710d50c212549ef8e66be3f906d5bdac5',
    'tensorflow/include/tensorflow/c/eager/c_api.h':
      '3c5f0b114a9e6b0e6274cbaea3d272465eae52083a5dd9fbf0cc0d27fd36cb13',
    'tensorflow/include/tensorflow/c/tf_attrtype.h':
      '01bf629a52b523c070864ce11d31d33aa33fc2eb559552feb986fc90f512ef0e',
    'tensorflow/include/tensorflow/c/tf_buffer.h':
      '007f280677fc16fe49a153b1e41c6cd9e347ea45a59a2f88b85946bbd9bd7d56',
    'tensorflow/include/tensorflow/c/tf_datatype.h':
      'f8ed4d7870776569ceb09fd090cce8f060e4348ee841c1400f5c3f29af7544e7',
    'tensorflow/include/tensorflow/c/tf_status.h':
      '2f581cefe989344f91598ddd15e3f1433e07748904ae66d3414f210ffc4f879c',
    'tensorflow/include/tensorflow/c/tf_tensor.h':
      'a2b0e05a9f72bd87b03525c22bd334ac7f58626361f8c79857998e361620cfb5',
    'tensorflow/include/tensorflow/c/tf_tstring.h':
      'da17f6c6ae6e717ecaa2996bbfa913899eb66d2deab731cea5f6ad14f896d706',
    'tensorflow/include/tensorflow/core/platform/ctstring_internal.h':
      'ae991518679aea5d789138199d42a08fe43b4375ce3eea31d72ddb37a0ab0c3d',
    'tensorflow/include/tensorflow/core/platform/ctstring.h':
      '02d05f99d6e4425f0389bce4e087e33db05270beb6f15cad2848ec42663e7cf9',
    'tensorflow/include/tsl/platform/ctstring_internal.h':
      'fbc2e2c64c36f13d6b8f8bc90b4d36db6c735839c5bd6d0fd43139df42ecf0b4',
    'tensorflow/include/tsl/platform/ctstring.h':
      '76ab53902b04090aaaeff4541437286c87dd9dd94ba18ee8d098ffafbf3d121a',
    'tensorflow/include/xla/tsl/c/tsl_status.h':
      '73b058cff55c6347f31138a50f298051e6edc7b7b3eee33021642008b891920c',
    'tensorflow/libtensorflow_cc.so.2': '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
    'tensorflow/libtensorflow_framework.so.2':
      'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
    'tensorflow/THIRD_PARTY_NOTICES.txt': 'b9cc03566b8e0e074f718e64f96f49b6fe070e3f777c41b3d4bb0df7113ea634',
  },
  'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl': {
    'tensorflow/include/LICENSE': 'c79a7fea0e3cac04cd43f20e7b648e5a0ff8fa5344e644b0ee09ca1162b62747',
    'tensorflow/include/tensorflow/c/c_api_macros.h':
      '22212de30dca6bc80cf903b5b02f8e240b89ccae4d273d86b3cd232038de6a2d',
    'tensorflow/include/tensorflow/c/c_api.h':
      '4ccd0a99a0832bffac33eeb2a26a900710d50c212549ef8e66be3f906d5bdac5',
    'tensorflow/include/tensorflow/c/eager/c_api.h':
      '3c5f0b114a9e6b0e6274cbaea3d272465eae52083a5dd9fbf0cc0d27fd36cb13',
    'tensorflow/include/tensorflow/c/tf_attrtype.h':
      '01bf629a52b523c070864ce11d31d33aa33fc2eb559552feb986fc90f512ef0e',
    'tensorflow/include/tensorflow/c/tf_buffer.h':
      '007f280677fc16fe49a153b1e41c6cd9e347ea45a59a2f88b85946bbd9bd7d56',
    'tensorflow/include/tensorflow/c/tf_datatype.h':
      'f8ed4d7870776569ceb09fd090cce8f060e4348ee841c1400f5c3f29af7544e7',
    'tensorflow/include/tensorflow/c/tf_status.h':
      '2f581cefe989344f91598ddd15e3f1433e07748904ae66d3414f210ffc4f879c',
    'tensorflow/include/tensorflow/c/tf_tensor.h':
      'a2b0e05a9f72bd87b03525c22bd334ac7f58626361f8c79857998e361620cfb5',
    'tensorflow/include/tensorflow/c/tf_tstring.h':
      'da17f6c6ae6e717ecaa2996bbfa913899eb66d2deab731cea5f6ad14f896d706',
    'tensorflow/include/tensorflow/core/platform/ctstring_internal.h':
      'ae991518679aea5d789138199d42a08fe43b4375ce3eea31d72ddb37a0ab0c3d',
    'tensorflow/include/tensorflow/core/platform/ctstring.h':
      '02d05f99d6e4425f0389bce4e087e33db05270beb6f15cad2848ec42663e7cf9',
    'tensorflow/include/tsl/platform/ctstring_internal.h':
      'fbc2e2c64c36f13d6b8f8bc90b4d36db6c735839c5bd6d0fd43139df42ecf0b4',
    'tensorflow/include/tsl/platform/ctstring.h':
      '76ab53902b04090aaaeff4541437286c87dd9dd94ba18ee8d098ffafbf3d121a',
    'tensorflow/include/xla/tsl/c/tsl_status.h':
      '73b058cff55c6347f31138a50f298051e6edc7b7b3eee33021642008b891920c',
    'tensorflow/libtensorflow_cc.so.2': '2889ecc99d7641620f41a4bea538f4dd4b626f75aa3e12623161ae939054191c',
    'tensorflow/libtensorflow_framework.so.2':
      '98847c6f0448308159f6d3ff55e13a9e92978598c7fbb34cde63aadf35c6fe84',
    'tensorflow/THIRD_PARTY_NOTICES.txt': 'b9cc03566b8e0e074f718e64f96f49b6fe070e3f777c41b3d4bb0df7113ea634',
  },
  'nvidia_cublas_cu12-12.9.3.13-py3-none-manylinux_2_27_x86_64.whl': {
    'nvidia_cublas_cu12-12.9.3.13.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/cublas/lib/libcublas.so.12': '9b6997d8ac06badb59b90fd08cb89b1f807576306f6b0d762f3e72000b69d260',
    'nvidia/cublas/lib/libcublasLt.so.12': 'fbbf5c66fcc42c4eb6e56a7cb40be3936edbf0d08e757761e95c84afb9606cb6',
  },
  'nvidia_cuda_cupti_cu12-12.9.79-py3-none-manylinux_2_25_x86_64.whl': {
    'nvidia_cuda_cupti_cu12-12.9.79.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/cuda_cupti/lib/libcupti.so.12':
      '2fdab19dc3fccdd4b2f5eba137aabefc68e685f6497bb38eea649866c5672a2a',
    'nvidia/cuda_cupti/lib/libnvperf_host.so':
      '74518220de5c00a7ddd9668c764f2f6891c1e6cf821ee214d24612509a4482bc',
    'nvidia/cuda_cupti/lib/libnvperf_target.so':
      '9d37b772ce043335be27e84a6f79da3f6eb375218172445d8e72d44c4c52ea3e',
  },
  'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl': {
    'nvidia_cuda_nvcc_cu12-12.9.86.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/cuda_nvcc/bin/ptxas': '983b0e9283855979f42cebfd80d43f9b6e786eb84f03f7570bf941c4d3a3c461',
    'nvidia/cuda_nvcc/nvvm/lib64/libnvvm.so':
      '7915b9e3eaed7f686774ee82f99cfacebaefcd00296f44bdb979e57d363a7ca8',
    'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc':
      '9e84b504f25d26ec775ef91f7122e68dac77fa1f776f1044128f5028356265d8',
  },
  'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl': {
    'nvidia_cuda_nvrtc_cu12-12.9.86.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.9':
      '6507cf33450cfb22970c2c1e7aa8e7c0a33e39d864720277b05f61a92791e2e8',
    'nvidia/cuda_nvrtc/lib/libnvrtc.so.12':
      '7c67c6b51ea0e0279634cebd676ff7efda1674806444520c84430ad5c35fe625',
  },
  'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl': {
    'nvidia_cuda_runtime_cu12-12.9.79.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/cuda_runtime/lib/libcudart.so.12':
      '256e6409e4f06f618e1fb53d4844a6b81cdded1013afa8ade40c22f99eb133b7',
  },
  'nvidia_cudnn_cu12-9.28.0.42-py3-none-manylinux_2_27_x86_64.whl': {
    'nvidia_cudnn_cu12-9.28.0.42.dist-info/licenses/License.txt':
      '49cf79bdb35734b52fe6203013b3bd759f81e998cd32aa2c65c51db9a88c61d2',
    'nvidia/cudnn/lib/libcudnn_adv.so.9': 'd7a4f6de7c83eb39506d424cf8f1a6f3715faeee2320f2cc03498c9dcc10283b',
    'nvidia/cudnn/lib/libcudnn_cnn.so.9': '5bccc296c64d21ef9326c70ccdcf01b149122dd242ec80a2d3bdc2a4389879ad',
    'nvidia/cudnn/lib/libcudnn_engines_precompiled.so.9':
      '9a9bbe2c9d4be6c324760199f667fa84a2a9a2d66820b8ca55844b9da235e837',
    'nvidia/cudnn/lib/libcudnn_engines_runtime_compiled.so.9':
      '8b49b082768bda0ac9f2465c235331e727682f92139ad41f15276b81f20f0f96',
    'nvidia/cudnn/lib/libcudnn_engines_tensor_ir.so.9':
      '78aa90a0543dd7b097701708f28981657ad04b95d3cac387fed960765404985e',
    'nvidia/cudnn/lib/libcudnn_ext.so.9': '7614a9e626eeeacbcfc8aa6633700e3cd4321e18497447825172d2d21f0b0e6f',
    'nvidia/cudnn/lib/libcudnn_graph.so.9':
      'd56ec4d0cc21836e0138e4e75dcf6a1e589687675e9d6da0d006936ef7169078',
    'nvidia/cudnn/lib/libcudnn_heuristic.so.9':
      'ab31bec932bc0b37431dfed946ec4c373441e0d5a62ad477e6cd19fc805e7577',
    'nvidia/cudnn/lib/libcudnn_ops.so.9': 'fbc82ffd752ec10601b2001226dee311b7ddd034c93a30c3536f2bbd19361b0c',
    'nvidia/cudnn/lib/libcudnn.so.9': '727cf38cefa39f745dee3caa207395163a86e8fafdb47e3af6d185fdd67858d4',
  },
  'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl': {
    'nvidia_cufft_cu12-11.4.1.4.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/cufft/lib/libcufft.so.11': 'e1d65ebd08895f9d9883f848f3974f89e0130416252477b18835ba7f15d159bc',
  },
  'nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl': {
    'nvidia_curand_cu12-10.3.10.19.dist-info/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/curand/lib/libcurand.so.10': 'ab8c07338fa663c018b16df5b3f3878c84aaae98bda930e9e8bad340427b0faa',
  },
  'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl': {
    'nvidia_cusolver_cu12-11.7.5.82.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/cusolver/lib/libcusolver.so.11':
      '30a1fe2fe22dad7141afaa2878fb6e9d7360b016e164d2153e1f31a46f2a9833',
  },
  'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl': {
    'nvidia_cusparse_cu12-12.5.10.65.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/cusparse/lib/libcusparse.so.12':
      '6d85ab1acdabfe3b5a54aa76bc948c719bcd03e07eede3eb8122b083c1a6ecf7',
  },
  'nvidia_nccl_cu12-2.32.3-py3-none-manylinux_2_27_x86_64.whl': {
    'nvidia_nccl_cu12-2.32.3.dist-info/licenses/License.txt':
      '0f0174a6b4e0b33ac26375bf729533075b32f4c51a5b6802a3d742d7dcdc9a76',
    'nvidia/nccl/lib/libnccl.so.2': 'a23d2e3e47ad7f8987ac73eb04a373d6d40cfbb3a7a5bf41a9e0e8434817559b',
  },
  'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl': {
    'nvidia_nvjitlink_cu12-12.9.86.dist-info/licenses/License.txt':
      'ad6f5853fba0ca0d159d0f58d49ae49830c2f8c93f7a92648b9ce90adb4c6ccd',
    'nvidia/nvjitlink/lib/libnvJitLink.so.12':
      '02d3acb5fe598dd20f0fca3cc03734ad164037a22747a01900561a42d0b8448f',
  },
  'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl': {
    'tensorflow/include/LICENSE': 'c79a7fea0e3cac04cd43f20e7b648e5a0ff8fa5344e644b0ee09ca1162b62747',
    'tensorflow/include/tensorflow/c/c_api_macros.h':
      '22212de30dca6bc80cf903b5b02f8e240b89ccae4d273d86b3cd232038de6a2d',
    'tensorflow/include/tensorflow/c/c_api.h':
      '4ccd0a99a0832bffac33eeb2a26a900710d50c212549ef8e66be3f906d5bdac5',
    'tensorflow/include/tensorflow/c/eager/c_api.h':
      '3c5f0b114a9e6b0e6274cbaea3d272465eae52083a5dd9fbf0cc0d27fd36cb13',
    'tensorflow/include/tensorflow/c/tf_attrtype.h':
      '01bf629a52b523c070864ce11d31d33aa33fc2eb559552feb986fc90f512ef0e',
    'tensorflow/include/tensorflow/c/tf_buffer.h':
      '007f280677fc16fe49a153b1e41c6cd9e347ea45a59a2f88b85946bbd9bd7d56',
    'tensorflow/include/tensorflow/c/tf_datatype.h':
      'f8ed4d7870776569ceb09fd090cce8f060e4348ee841c1400f5c3f29af7544e7',
    'tensorflow/include/tensorflow/c/tf_status.h':
      '2f581cefe989344f91598ddd15e3f1433e07748904ae66d3414f210ffc4f879c',
    'tensorflow/include/tensorflow/c/tf_tensor.h':
      'a2b0e05a9f72bd87b03525c22bd334ac7f58626361f8c79857998e361620cfb5',
    'tensorflow/include/tensorflow/c/tf_tstring.h':
      'da17f6c6ae6e717ecaa2996bbfa913899eb66d2deab731cea5f6ad14f896d706',
    'tensorflow/include/tensorflow/core/platform/ctstring_internal.h':
      'ae991518679aea5d789138199d42a08fe43b4375ce3eea31d72ddb37a0ab0c3d',
    'tensorflow/include/tensorflow/core/platform/ctstring.h':
      '02d05f99d6e4425f0389bce4e087e33db05270beb6f15cad2848ec42663e7cf9',
    'tensorflow/include/tsl/platform/ctstring_internal.h':
      'fbc2e2c64c36f13d6b8f8bc90b4d36db6c735839c5bd6d0fd43139df42ecf0b4',
    'tensorflow/include/tsl/platform/ctstring.h':
      '76ab53902b04090aaaeff4541437286c87dd9dd94ba18ee8d098ffafbf3d121a',
    'tensorflow/include/xla/tsl/c/tsl_status.h':
      '73b058cff55c6347f31138a50f298051e6edc7b7b3eee33021642008b891920c',
    'tensorflow/libtensorflow_cc.so.2': '5f7de6ba6478ed7b83767a6e661e3e6e6931b05c64db14ba98250e52316a007c',
    'tensorflow/libtensorflow_framework.so.2':
      'deade33b9ab90ff468fd1d1f8f6079bec5a3a507cf2d13c3218aa8beec28aeb3',
    'tensorflow/THIRD_PARTY_NOTICES.txt': 'b9cc03566b8e0e074f718e64f96f49b6fe070e3f777c41b3d4bb0df7113ea634',
  },
  'tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl': {
    'tensorflow/include/LICENSE': 'c79a7fea0e3cac04cd43f20e7b648e5a0ff8fa5344e644b0ee09ca1162b62747',
    'tensorflow/include/tensorflow/c/c_api_macros.h':
      '22212de30dca6bc80cf903b5b02f8e240b89ccae4d273d86b3cd232038de6a2d',
    'tensorflow/include/tensorflow/c/c_api.h':
      '4ccd0a99a0832bffac33eeb2a26a900710d50c212549ef8e66be3f906d5bdac5',
    'tensorflow/include/tensorflow/c/eager/c_api.h':
      '3c5f0b114a9e6b0e6274cbaea3d272465eae52083a5dd9fbf0cc0d27fd36cb13',
    'tensorflow/include/tensorflow/c/tf_attrtype.h':
      '01bf629a52b523c070864ce11d31d33aa33fc2eb559552feb986fc90f512ef0e',
    'tensorflow/include/tensorflow/c/tf_buffer.h':
      '007f280677fc16fe49a153b1e41c6cd9e347ea45a59a2f88b85946bbd9bd7d56',
    'tensorflow/include/tensorflow/c/tf_datatype.h':
      'f8ed4d7870776569ceb09fd090cce8f060e4348ee841c1400f5c3f29af7544e7',
    'tensorflow/include/tensorflow/c/tf_status.h':
      '2f581cefe989344f91598ddd15e3f1433e07748904ae66d3414f210ffc4f879c',
    'tensorflow/include/tensorflow/c/tf_tensor.h':
      'a2b0e05a9f72bd87b03525c22bd334ac7f58626361f8c79857998e361620cfb5',
    'tensorflow/include/tensorflow/c/tf_tstring.h':
      'da17f6c6ae6e717ecaa2996bbfa913899eb66d2deab731cea5f6ad14f896d706',
    'tensorflow/include/tensorflow/core/platform/ctstring_internal.h':
      'ae991518679aea5d789138199d42a08fe43b4375ce3eea31d72ddb37a0ab0c3d',
    'tensorflow/include/tensorflow/core/platform/ctstring.h':
      '02d05f99d6e4425f0389bce4e087e33db05270beb6f15cad2848ec42663e7cf9',
    'tensorflow/include/tsl/platform/ctstring_internal.h':
      'fbc2e2c64c36f13d6b8f8bc90b4d36db6c735839c5bd6d0fd43139df42ecf0b4',
    'tensorflow/include/tsl/platform/ctstring.h':
      '76ab53902b04090aaaeff4541437286c87dd9dd94ba18ee8d098ffafbf3d121a',
    'tensorflow/include/xla/tsl/c/tsl_status.h':
      '73b058cff55c6347f31138a50f298051e6edc7b7b3eee33021642008b891920c',
    'tensorflow/libtensorflow_cc.2.dylib': '753272d059c7be51f64369aaa8e12ac514ce372e0c4ba66f3cc49ec3b1c33384',
    'tensorflow/libtensorflow_framework.2.dylib':
      'e581d6db9e26f13e49327427e5d304cecbfe45d3467db7700e058857a4fd76bb',
    'tensorflow/THIRD_PARTY_NOTICES.txt': 'b9cc03566b8e0e074f718e64f96f49b6fe070e3f777c41b3d4bb0df7113ea634',
  },
};
