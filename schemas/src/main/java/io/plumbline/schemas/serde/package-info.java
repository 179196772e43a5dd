/** Records to and from Kafka over the schema registry. */
package io.plumbline.schemas.serde;
