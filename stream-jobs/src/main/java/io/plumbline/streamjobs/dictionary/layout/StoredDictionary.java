package io.plumbline.streamjobs.dictionary.layout;

import io.plumbline.streamjobs.dictionary.Dictionary;
import java.util.List;
import java.util.Optional;

/**
 * A dictionary that was read from a directory.
 *
 * @param dictionary what was read
 * @param layout whose layout the directory has
 * @param hook TransformerLens name of the hook that it is for, where the directory tells
 * @param remarks what its user ought to know, in sentences
 */
public record StoredDictionary(
    Dictionary dictionary, String layout, Optional<String> hook, List<String> remarks) {
  public StoredDictionary {
    remarks = List.copyOf(remarks);
  }
}
