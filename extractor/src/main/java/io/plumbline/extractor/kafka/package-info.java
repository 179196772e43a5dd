/** Reading topics from start to end, and publishing in transactions. */
package io.plumbline.extractor.kafka;
