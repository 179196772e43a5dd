/** The known model families: how each writes its configuration and names its parameters. */
package io.plumbline.extractor.model.family;
