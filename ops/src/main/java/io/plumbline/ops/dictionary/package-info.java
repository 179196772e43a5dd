/** Dictionaries by hand: what the job does to activations, done to files. */
package io.plumbline.ops.dictionary;
