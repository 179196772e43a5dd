package io.plumbline.ops.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** Seconds by stage, one stage after the other. */
public final class Stopwatch {
  private static final double NANOS = 1e9;

  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private long last = start;

  /** The stage that has just ended took all the time since the one before. */
  public void lap(String stage) {
    long now = System.nanoTime();
    seconds.merge(stage, rounded(now - last), Double::sum);
    last = now;
  }

  /** All stages in order, and their {@code total}. */
  public Map<String, Double> seconds() {
    Map<String, Double> all = new LinkedHashMap<>(seconds);
    all.put("total", rounded(last - start));
    return all;
  }

  private static double rounded(long nanos) {
    return Math.round(nanos / NANOS * 10) / 10.0;
  }
}
