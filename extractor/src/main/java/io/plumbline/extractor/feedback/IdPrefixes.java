package io.plumbline.extractor.feedback;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** What the ids of a file's rows begin with, so that those of several files differ. */
final class IdPrefixes {
  private IdPrefixes() {}

  /** Nothing for a single file; else names as short as tells the files apart. */
  static List<String> of(List<Path> files) {
    if (files.size() == 1) {
      return List.of("");
    }
    List<String> stems = prefixes(files, IdPrefixes::stem);
    int most = files.stream().mapToInt(Path::getNameCount).max().orElse(0);
    for (int names = 1; names <= most && !differ(stems); names++) {
      int last = names;
      List<String> longer = prefixes(files, file -> end(file, last));
      if (differ(longer)) {
        return longer;
      }
    }
    return stems;
  }

  private static List<String> prefixes(List<Path> files, Function<Path, String> name) {
    return files.stream().map(name).map(found -> found + ":").toList();
  }

  private static boolean differ(List<String> prefixes) {
    return new HashSet<>(prefixes).size() == prefixes.size();
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  private static String end(Path file, int names) {
    int all = file.getNameCount();
    return file.subpath(Math.max(0, all - names), all).toString();
  }
}
