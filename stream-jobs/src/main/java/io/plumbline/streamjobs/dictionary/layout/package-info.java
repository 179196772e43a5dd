/** Dictionaries as people keep them: the directories of SAELens, sparsify, dictionary_learning. */
package io.plumbline.streamjobs.dictionary.layout;
