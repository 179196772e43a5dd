/** Text to token ids, and back to where in the text a token came from. */
package io.plumbline.extractor.tokenize;
