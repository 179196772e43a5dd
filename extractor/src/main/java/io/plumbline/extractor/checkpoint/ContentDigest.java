package io.plumbline.extractor.checkpoint;

import io.plumbline.extractor.adapter.LoraAdapter;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over a model's configuration and weights: the same bytes are the same checkpoint. */
public final class ContentDigest {
  private static final int CHUNK_BYTES = 1 << 20;

  private ContentDigest() {}

  /**
   * Reads all bytes of a checkpoint: those of its configuration and weight files, names and lengths
   * included, and for an adapter those of the base under it too.
   *
   * @throws UserError if a file cannot be read
   */
  public static String of(Path directory, Path base) {
    MessageDigest digest = Sha256.newDigest();
    if (OpenCheckpoint.isAdapter(directory)) {
      add(digest, model(base));
      add(digest, LoraAdapter.files(directory));
    } else {
      add(digest, model(directory));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> model(Path directory) {
    List<Path> files = new ArrayList<>(List.of(directory.resolve("config.json")));
    files.addAll(ModelWeights.files(directory));
    return files;
  }

  private static void add(MessageDigest digest, List<Path> files) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file)) {
        digest.update(
            (file.getFileName() + "\n" + channel.size() + "\n").getBytes(StandardCharsets.UTF_8));
        while (channel.read(chunk.clear()) >= 0) {
          digest.update(chunk.flip());
        }
      } catch (IOException e) {
        throw Unreadable.because(file, e);
      }
    }
  }
}
