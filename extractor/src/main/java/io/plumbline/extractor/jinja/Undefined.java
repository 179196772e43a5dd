package io.plumbline.extractor.jinja;

/**
 * The value of what is not there: false, empty, and an error where anything more is asked of it.
 *
 * @param what what is not there, for the error
 */
record Undefined(String what) {
  TemplateException error() {
    String hint =
        what.equals("'strftime_now'")
            ? ", since a text must not depend on the day on which it is written"
            : "";
    return new TemplateException(what + " is undefined" + hint);
  }
}
