package io.plumbline.extractor.tokenize;

import io.plumbline.extractor.jinja.Template;
import io.plumbline.extractor.jinja.TemplateException;
import io.plumbline.schemas.UserError;
import java.nio.file.Path;

/**
 * A chat template as it is written down.
 *
 * @param place the file it stands in, for the error
 */
record TemplateSource(String text, Path place) {
  Template parse() {
    try {
      return Template.parse(text);
    } catch (TemplateException e) {
      throw new UserError(
          "the chat template in " + place + " cannot be read: " + e.getMessage(), e);
    }
  }
}
