/** What operators keep between records: canonical order, counted completeness. */
package io.plumbline.streamjobs.state;
