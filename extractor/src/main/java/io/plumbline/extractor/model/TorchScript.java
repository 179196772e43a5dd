package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of PyTorch that the Deep Java Library has no method for, written as a TorchScript
 * archive: a zip file, nothing compressed, with the source of a class and a pickled instance of it.
 */
public final class TorchScript {
  private static final String SOURCE =
      """
      class Function(Module):
        __parameters__ = []
        __buffers__ = []
        def forward(self: __torch__.Function, %s) -> Tensor:
          return %s
      """;

  /** Protocol 2; the class; no arguments; new object; no attributes; set them; stop. */
  private static final String INSTANCE = "\u0080\u0002c__torch__\nFunction\n)\u0081}b.";

  private static final String NO_CONSTANTS = "\u0080\u0002).";
  private static final String FORMAT_VERSION = "10\n";

  private final PtSymbolBlock module;

  private TorchScript(PtSymbolBlock module) {
    this.module = module;
  }

  /**
   * Compiles a function.
   *
   * @param owner it is freed with this manager
   * @param parameters with their types, arrays before numbers
   * @param expression what it returns, fully written out as in serialised TorchScript
   */
  public static TorchScript compile(NDManager owner, String parameters, String expression) {
    try {
      byte[] archive = archive(SOURCE.formatted(parameters, expression));
      return new TorchScript(
          JniUtils.loadModule(
              (PtNDManager) owner, new ByteArrayInputStream(archive), false, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls it. Any number of threads may.
   *
   * @return an array of the manager of the first argument
   */
  public NDArray call(List<NDArray> arrays, double... numbers) {
    IValue[] arguments =
        Stream.concat(
                arrays.stream().map(array -> IValue.from((PtNDArray) array)),
                DoubleStream.of(numbers).mapToObj(IValue::from))
            .toArray(IValue[]::new);
    try (IValue result = module.forward(arguments)) {
      return result.toTensor((PtNDManager) arrays.get(0).getManager());
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  private static byte[] archive(String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", INSTANCE);
      put(zip, "code/__torch__.py", source);
      put(zip, "constants.pkl", NO_CONSTANTS);
      put(zip, "version", FORMAT_VERSION);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry("function/" + name);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
