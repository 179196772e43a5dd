package io.plumbline.extractor.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.extractor.DjlSettings;
import io.plumbline.schemas.UserError;

/**
 * The PyTorch engine, set up so that results do not depend on the machine's load: one thread within
 * an operation, no gradients, nothing fetched from the network.
 */
public final class Torch {
  private static final String ENGINE = "PyTorch";

  static {
    DjlSettings.apply();
  }

  private Torch() {}

  /** A manager of arrays on a device, without a parent. */
  public static NDManager newManager(Device device) {
    load();
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

  /**
   * Loads the engine, unless it is.
   *
   * @throws UserError if its native library cannot be loaded
   */
  static void load() {
    try {
      Engine.getEngine(ENGINE);
      if (JniUtils.getNumThreads() != 1) {
        JniUtils.setNumThreads(1);
      }
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
