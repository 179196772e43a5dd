/** What the stages know of each other: records, topics, serdes, payloads, settings and digests. */
package io.plumbline.schemas;
