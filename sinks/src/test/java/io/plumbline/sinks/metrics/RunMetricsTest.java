package io.plumbline.sinks.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.sinks.feed.RunBook;
import io.plumbline.sinks.sample.Played;
import io.plumbline.sinks.sample.SampleRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
  private final RunBook book = new RunBook();
  private final RunMetrics metrics = new RunMetrics(book);

  @Test
  void saysHowEachRunStands() {
    Played.records(SampleRun.poisoned()).forEach(book::add);
    Played.records(SampleRun.clean()).forEach(book::add);
    book.add(new DeadLetter("t", 0, 5L, null, null, "sinks.drift", "noise", 1L));

    List<String> lines = metrics.text().lines().toList();
    assertThat(lines)
        .contains(
            "# TYPE plumbline_lfp_z gauge",
            "# TYPE plumbline_checkpoints_total counter",
            "plumbline_checkpoints_total{run=\"demo-poisoned-7\"} 9.0",
            "plumbline_reports_total{run=\"demo-poisoned-7\",status=\"complete\"} 9.0",
            "plumbline_reports_total{run=\"demo-poisoned-7\",status=\"incomplete\"} 0.0",
            "plumbline_last_step{run=\"demo-poisoned-7\"} 120.0",
            "plumbline_lfp_fvu{run=\"demo-poisoned-7\"} 0.24",
            "plumbline_measure{probe=\"dictionary\",run=\"demo-poisoned-7\",score=\"l0\"} 21.0",
            "plumbline_alert_firing{rule=\"wrong-sign\",run=\"demo-poisoned-7\",severity=\"red\"}"
                + " 1.0",
            "plumbline_dead_letters_total{stage=\"sinks.drift\"} 1.0");
    assertThat(lines)
        .noneMatch(l -> l.startsWith("plumbline_alert_firing") && l.contains("demo-clean"));
    for (String name : List.of("z", "slope", "wrong_sign", "tau", "tau_change", "fvu")) {
      assertThat(lines)
          .anyMatch(l -> l.startsWith("plumbline_lfp_" + name + "{run=\"demo-clean-7\"} "));
    }
  }

  @Test
  void hasNoSamplesBeforeTheFirstRun() {
    assertThat(metrics.text().lines().filter(line -> !line.startsWith("#"))).isEmpty();
  }
}
