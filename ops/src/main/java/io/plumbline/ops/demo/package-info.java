/** The demo: a fine-tuning run that goes wrong, watched, explained and replayed. */
package io.plumbline.ops.demo;
