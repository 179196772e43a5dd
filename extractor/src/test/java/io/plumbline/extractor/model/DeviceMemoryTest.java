package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceMemoryTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 500.00 MiB",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 140737488355328 bytes. Error code 12",
        "std::bad_alloc"
      })
  void isExhaustedWhenPyTorchSaysSo(String message) {
    assertThat(DeviceMemory.wasExhausted(new EngineException(message))).isTrue();
  }

  @Test
  void isExhaustedWhenTheHeapIs() {
    assertThat(DeviceMemory.wasExhausted(new OutOfMemoryError("Java heap space"))).isTrue();
  }

  @Test
  void isNotExhaustedByOtherErrors() {
    assertThat(DeviceMemory.wasExhausted(new EngineException("CUDA error: an illegal address")))
        .isFalse();
    assertThat(DeviceMemory.wasExhausted(new EngineException((String) null))).isFalse();
    assertThat(DeviceMemory.wasExhausted(new IllegalStateException("out of memory"))).isFalse();
  }
}
