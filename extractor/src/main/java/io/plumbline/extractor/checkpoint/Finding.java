package io.plumbline.extractor.checkpoint;

import java.nio.file.Path;

/** Something that a look at the output directory brought to light, told once. */
public sealed interface Finding {
  /** Training step. */
  int step();

  /** Directory of the checkpoint. */
  Path directory();

  /** The checkpoint is complete and can be read, for the first time or with other content. */
  record Complete(int step, Path directory) implements Finding {}

  /** It says that it is complete, but cannot be read. */
  record Refused(int step, Path directory, String reason) implements Finding {}

  /** It is not complete and nobody has written to it for long; later ones go ahead. */
  record Stalled(int step, Path directory, String reason) implements Finding {}

  /** It came, or became complete, after a later step had been announced. */
  record Late(int step, Path directory) implements Finding {}

  /** It was written to after it and a later step had been announced. */
  record Overwritten(int step, Path directory) implements Finding {}
}
