/** Records as the JSON that leaves the system: web page, webhook. */
package io.plumbline.sinks.json;
