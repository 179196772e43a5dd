/** The live table of drift, as text. */
package io.plumbline.sinks.terminal;
