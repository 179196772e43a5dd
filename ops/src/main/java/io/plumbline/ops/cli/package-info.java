/** The {@code plumbline} command. */
package io.plumbline.ops.cli;
