/** Identity and digests of records: what makes a replay comparable. */
package io.plumbline.schemas.digest;
