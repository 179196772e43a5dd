package io.plumbline.extractor.model;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.LibUtils;
import io.plumbline.schemas.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The devices that PyTorch can compute on. It is asked by computing something, since the engine's
 * count of GPUs is not PyTorch's: it wants CUDA's runtime where the system keeps its libraries, and
 * PyTorch's package brings its own elsewhere.
 */
public final class Devices {
  private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,2})");

  private Devices() {}

  /**
   * The device that a user asked for.
   *
   * @param name {@code auto} (the first GPU if PyTorch can use it), {@code cpu} or {@code cuda:N}
   * @param onRefusal told why {@code auto} is the CPU, although PyTorch's libraries are for CUDA
   * @throws UserError if there is no such device, or PyTorch cannot use it
   */
  public static Device named(String name, Consumer<String> onRefusal) {
    if (name.equals("auto")) {
      return automatic(onRefusal);
    }
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    Matcher cuda = CUDA.matcher(name);
    if (!cuda.matches()) {
      throw new UserError("there is no device '" + name + "'; give auto, cpu or cuda:N");
    }
    Device gpu = Device.gpu(Integer.parseInt(cuda.group(1)));
    Optional<String> refusal =
        areForCuda(libraries())
            ? refusal(gpu)
            : Optional.of("its libraries in " + libraries() + " are those for CPUs");
    if (refusal.isPresent()) {
      throw new UserError(
          "PyTorch cannot use " + name + " (" + refusal.get() + "); see docs/gpu.md, or give cpu");
    }
    return gpu;
  }

  private static Device automatic(Consumer<String> onRefusal) {
    if (!areForCuda(libraries())) {
      return Device.cpu();
    }
    Device gpu = Device.gpu(0);
    Optional<String> refusal = refusal(gpu);
    refusal.ifPresent(onRefusal);
    return refusal.isEmpty() ? gpu : Device.cpu();
  }

  private static Path libraries() {
    Torch.load();
    return Path.of(LibUtils.getLibtorchPath());
  }

  private static boolean areForCuda(Path libraries) {
    return Files.exists(libraries.resolve(System.mapLibraryName("torch_cuda")));
  }

  /** Why PyTorch cannot use a GPU, in its words; empty if it can. */
  private static Optional<String> refusal(Device gpu) {
    try (NDManager manager = Torch.newManager(gpu)) {
      manager.ones(new Shape(1)).toFloatArray();
      return Optional.empty();
    } catch (EngineException e) {
      return Optional.of(e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
