/** The topics: names, keys, partitions, retention, compaction. */
package io.plumbline.schemas.topic;
