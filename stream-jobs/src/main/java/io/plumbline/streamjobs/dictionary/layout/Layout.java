package io.plumbline.streamjobs.dictionary.layout;

/** How one library lays a dictionary out. */
interface Layout {
  /**
   * Makes a dictionary of configuration and tensors.
   *
   * @throws io.plumbline.schemas.UserError if something of them is missing or not understood
   */
  StoredDictionary read(DictionaryConfig config, DictionaryTensors tensors);
}
