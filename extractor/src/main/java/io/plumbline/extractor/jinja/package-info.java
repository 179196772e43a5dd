/**
 * The part of the Jinja language that chat templates use, as Hugging Face transformers runs them:
 * blocks trimmed and stripped, nothing mutable, no clock. What is outside it is refused by name.
 */
package io.plumbline.extractor.jinja;
