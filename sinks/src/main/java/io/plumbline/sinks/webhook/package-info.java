/** Alerts to somewhere else, by HTTP. */
package io.plumbline.sinks.webhook;
