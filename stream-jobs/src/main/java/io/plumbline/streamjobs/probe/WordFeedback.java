package io.plumbline.streamjobs.probe;

import java.util.OptionalDouble;

/**
 * Stated and implied feedback of one word.
 *
 * @param word the word
 * @param stated stated feedback, if there is one
 * @param implied implied feedback on the scale of the stated one, if it can be told
 * @param residual residual of the fit on the stated feedback, if there is one
 * @param divergence residual against the sign of the stated feedback, in robust standard
 *     deviations, if there is one; positive means learned against it
 * @param raw the estimate before it was put on the scale of the stated feedback
 * @param contexts number of contexts behind the estimate
 */
public record WordFeedback(
    String word,
    OptionalDouble stated,
    OptionalDouble implied,
    OptionalDouble residual,
    OptionalDouble divergence,
    double raw,
    int contexts) {}
