/** What a person sees, and the log file with the rest. */
package io.plumbline.ops.terminal;
