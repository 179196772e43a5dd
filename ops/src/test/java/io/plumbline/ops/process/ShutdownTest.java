package io.plumbline.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesLastFirstAndOnce() {
    Shutdown shutdown = Shutdown.install(() -> closed.add("told"));
    shutdown.add(() -> closed.add("first"));
    shutdown.add(() -> closed.add("second"));
    shutdown.close();
    shutdown.close();
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void goesOnWhenAPartDoesNotClose() {
    Shutdown shutdown = Shutdown.install(() -> {});
    shutdown.add(() -> closed.add("first"));
    shutdown.add(
        () -> {
          throw new IllegalStateException("stuck");
        });
    shutdown.close();
    assertThat(closed).containsExactly("first");
  }

  @Test
  void closesAtOnceWhatComesTooLate() {
    Shutdown shutdown = Shutdown.install(() -> {});
    shutdown.close();
    assertThatThrownBy(() -> shutdown.add(() -> closed.add("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(closed).containsExactly("late");
  }
}
