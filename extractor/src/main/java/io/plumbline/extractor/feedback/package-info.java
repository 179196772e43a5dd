/** Feedback files: every form becomes a context with candidates. */
package io.plumbline.extractor.feedback;
