/** Counting what must be there exactly once. */
package io.plumbline.ops.ledger;
