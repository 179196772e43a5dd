/** The plumbline command: local stack, replay, and the demo with its trainer. */
package io.plumbline.ops;
