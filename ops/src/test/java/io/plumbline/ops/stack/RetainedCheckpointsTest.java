package io.plumbline.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetainedCheckpointsTest {
  @TempDir Path directory;

  @Test
  void findsNothingWhereThereIsNothing() throws IOException {
    assertThat(RetainedCheckpoints.newest(directory.resolve("none"))).isEmpty();
    assertThat(RetainedCheckpoints.newest(directory)).isEmpty();
  }

  @Test
  void takesTheNewestCompleteOneOfAnyExecution() throws IOException {
    checkpoint("a/chk-9", 1_000);
    checkpoint("b/chk-2", 3_000);
    checkpoint("b/chk-1", 2_000);
    Files.createDirectories(directory.resolve("b/chk-3"));
    assertThat(RetainedCheckpoints.newest(directory)).hasValue(directory.resolve("b/chk-2"));
  }

  private void checkpoint(String name, long millis) throws IOException {
    Path metadata = directory.resolve(name).resolve("_metadata");
    Files.createDirectories(metadata.getParent());
    Files.createFile(metadata);
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
  }
}
