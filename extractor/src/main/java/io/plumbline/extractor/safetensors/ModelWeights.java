package io.plumbline.extractor.safetensors;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import io.plumbline.schemas.safetensors.TensorEntry;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The weights of a model directory: one safetensors file, or shards named by an index. Where there
 * are both the one file counts, as in transformers, which leaves the index of an earlier save.
 */
public final class ModelWeights implements TensorSource {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** The single file, or the index of the shards. */
  private final Path file;

  private final SortedMap<String, SafetensorsFile> byTensor;

  private ModelWeights(Path file, SortedMap<String, SafetensorsFile> byTensor) {
    this.file = file;
    this.byTensor = byTensor;
  }

  /**
   * Opens all files of a directory.
   *
   * @throws UserError if there are none, one is damaged, or a promised tensor is missing
   */
  public static ModelWeights open(Path directory) {
    Path single = directory.resolve(SINGLE);
    if (Files.exists(single)) {
      return ofSingle(single);
    }
    Path index = directory.resolve(INDEX);
    if (!Files.exists(index)) {
      throw missing(directory);
    }
    SortedMap<String, Path> promised = ShardIndex.read(index);
    SortedMap<Path, SafetensorsFile> shards = new TreeMap<>();
    SortedMap<String, SafetensorsFile> byTensor = new TreeMap<>();
    try {
      for (Path shard : new TreeSet<>(promised.values())) {
        if (!Files.exists(shard)) {
          throw new UserError(
              index
                  + " names "
                  + shard.getFileName()
                  + ", which is not there; copy or save it again");
        }
        shards.put(shard, SafetensorsFile.open(shard));
      }
      for (Map.Entry<String, Path> promise : promised.entrySet()) {
        SafetensorsFile shard = shards.get(promise.getValue());
        byTensor.put(shard.entry(promise.getKey()).name(), shard);
      }
      return new ModelWeights(index, byTensor);
    } catch (UserError e) {
      shards.values().forEach(SafetensorsFile::close);
      throw e;
    }
  }

  private static ModelWeights ofSingle(Path single) {
    SafetensorsFile tensors = SafetensorsFile.open(single);
    SortedMap<String, SafetensorsFile> byTensor = new TreeMap<>();
    tensors.names().forEach(name -> byTensor.put(name, tensors));
    return new ModelWeights(single, byTensor);
  }

  private static UserError missing(Path directory) {
    if (!Files.isDirectory(directory)) {
      return new UserError(directory + " is not a directory; give the directory of a model");
    }
    return Pickles.refusal(directory)
        .orElseGet(
            () ->
                new UserError(
                    directory
                        + " has no "
                        + SINGLE
                        + ", no "
                        + INDEX
                        + " and no adapter_config.json; give a directory written by"
                        + " save_pretrained"));
  }

  /** The files that hold the weights of a directory, sorted; empty if there are none yet. */
  public static List<Path> files(Path directory) {
    Path single = directory.resolve(SINGLE);
    if (Files.exists(single)) {
      return List.of(single);
    }
    Path index = directory.resolve(INDEX);
    if (!Files.exists(index)) {
      return List.of();
    }
    Collection<Path> shards = ShardIndex.read(index).values();
    List<Path> files = new ArrayList<>(new TreeSet<>(shards));
    files.add(index);
    return files;
  }

  @Override
  public SortedSet<String> names() {
    return new TreeSet<>(byTensor.keySet());
  }

  @Override
  public TensorEntry entry(String name) {
    return holder(name).entry(name);
  }

  @Override
  public void read(String name, long from, FloatBuffer into) {
    holder(name).read(name, from, into);
  }

  private SafetensorsFile holder(String name) {
    SafetensorsFile holder = byTensor.get(name);
    if (holder == null) {
      throw new UserError(
          file + " has no tensor " + name + "; save the whole model again with save_pretrained");
    }
    return holder;
  }

  @Override
  public void close() {
    byTensor.values().stream().distinct().forEach(SafetensorsFile::close);
  }
}
