package io.plumbline.extractor.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.extractor.DjlSettings;
import io.plumbline.schemas.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PyTorch engine, set up so that results do not depend on the machine's load: one thread within
 * an operation, no gradients, nothing fetched from the network.
 */
public final class Torch {
  private static final String ENGINE = "PyTorch";
  private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,3})");

  static {
    DjlSettings.apply();
  }

  private Torch() {}

  /**
   * The device that a user asked for.
   *
   * @param name {@code auto} (the first GPU if there is one), {@code cpu} or {@code cuda:N}
   * @throws UserError if there is no such device
   */
  public static Device device(String name) {
    int gpus = engine().getGpuCount();
    if (name.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    Matcher cuda = CUDA.matcher(name);
    if (!cuda.matches()) {
      throw new UserError("there is no device '" + name + "'; give auto, cpu or cuda:N");
    }
    int index = Integer.parseInt(cuda.group(1));
    if (index >= gpus) {
      throw new UserError(
          "device " + name + " is not there: PyTorch sees " + gpus + " GPUs; give auto or cpu");
    }
    return Device.gpu(index);
  }

  /** A manager of arrays on a device, without a parent. */
  public static NDManager newManager(Device device) {
    engine();
    return NDManager.newBaseManager(device, ENGINE);
  }

  /**
   * Sets up the calling thread, on which gradients are on at first, scripts are rewritten after
   * their first runs, and OpenMP takes all cores, although the engine says 1.
   */
  static void forInference() {
    JniUtils.setNumThreads(1);
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
  }

  private static Engine engine() {
    try {
      Engine engine = Engine.getEngine(ENGINE);
      if (JniUtils.getNumThreads() != 1) {
        JniUtils.setNumThreads(1);
      }
      return engine;
    } catch (EngineException e) {
      throw new UserError(
          "PyTorch's native library cannot be loaded ("
              + root(e).getMessage()
              + "); check that DJL_CACHE_DIR or the home directory is writable and has 1 GB free, and"
              + " that PYTORCH_LIBRARY_PATH, if it is set, is as docs/gpu.md has it",
          e);
    }
  }

  /** What the engine wraps says which file is missing. */
  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }
}
