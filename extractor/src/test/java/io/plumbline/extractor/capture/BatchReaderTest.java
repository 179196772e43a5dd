package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.Computation;
import io.plumbline.extractor.model.ForwardRequest;
import io.plumbline.extractor.model.ForwardResult;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.model.Readout;
import io.plumbline.extractor.model.TokenTree;
import io.plumbline.extractor.model.Torch;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory that really fails: too large an array is asked for, of PyTorch or of Java. */
class BatchReaderTest {
  private static final HookPoint HOOK = HookPoint.parse("blocks.1.hook_mlp_out");

  private final List<Integer> halved = new ArrayList<>();
  private CausalModel model;

  /** Whose memory gives out. */
  enum Memory {
    ENGINE {
      @Override
      void exhaust() {
        try (NDManager manager = Torch.newManager(Device.cpu());
            NDArray never = manager.create(new Shape(1L << 46), DataType.FLOAT32)) {
          throw new AssertionError(never);
        }
      }
    },
    JAVA {
      @Override
      void exhaust() {
        List<long[]> arrays = new ArrayList<>();
        while (arrays.size() < Integer.MAX_VALUE) {
          arrays.add(new long[Integer.MAX_VALUE]);
        }
      }
    };

    abstract void exhaust();
  }

  /** A model that has memory for a few tokens at a time. */
  private record Cramped(CausalModel model, int most, Memory memory) implements CausalModel {
    @Override
    public Architecture architecture() {
      return model.architecture();
    }

    @Override
    public ForwardResult forward(ForwardRequest request) {
      if (request.sequences().stream().mapToInt(TokenTree::length).sum() > most) {
        memory.exhaust();
      }
      return model.forward(request);
    }

    @Override
    public Readout readout() {
      return model.readout();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void load() {
    try (OpenCheckpoint checkpoint = OpenCheckpoint.full(TestResources.path("gptneox/parallel"))) {
      model =
          checkpoint
              .architecture()
              .load(checkpoint.weights(), Computation.of(Device.cpu(), RunSettings.defaults()));
    }
  }

  @AfterEach
  void close() {
    model.close();
  }

  @ParameterizedTest
  @EnumSource
  void halvesUntilItFitsAndGivesWhatTheWholeBatchGives(Memory memory) {
    List<List<Reading>> readings = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      readings.add(List.of(reading(i, 3 + i / 2)));
    }
    List<ReadingResult> whole = reader(model).read(readings);
    assertThat(halved).isEmpty();
    List<ReadingResult> halves = reader(new Cramped(model, 22, memory)).read(readings);
    assertThat(halved).containsExactly(11, 6);
    assertThat(halves).hasSize(11);
    for (int i = 0; i < 11; i++) {
      assertClose(halves.get(i).rows().get(HOOK), whole.get(i).rows().get(HOOK));
      assertClose(halves.get(i).decisions().get(HOOK), whole.get(i).decisions().get(HOOK));
      assertClose(halves.get(i).logProbs(), whole.get(i).logProbs());
    }
  }

  /** Texts that do not fit together are read one by one. */
  @Test
  void joinedTextsGiveWhatEachGivesByItself() {
    List<Reading> readings = List.of(reading(0, 9), reading(0, 12), reading(0, 5));
    List<ReadingResult> joined = reader(model).read(List.of(readings));
    List<ReadingResult> each = reader(model).read(readings.stream().map(List::of).toList());
    List<ReadingResult> cramped =
        reader(new Cramped(model, 12, Memory.JAVA)).read(List.of(readings));
    assertThat(halved).containsExactly(3, 2);
    assertThat(cramped).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertClose(joined.get(i).rows().get(HOOK), each.get(i).rows().get(HOOK));
      assertClose(joined.get(i).decisions().get(HOOK), each.get(i).decisions().get(HOOK));
      assertClose(joined.get(i).logProbs(), each.get(i).logProbs());
      assertClose(cramped.get(i).logProbs(), each.get(i).logProbs());
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneTextThatDoesNotFitIsNamed(Memory memory) {
    BatchReader reader = reader(new Cramped(model, 0, memory));
    assertThatThrownBy(() -> reader.read(List.of(List.of(reading(7, 3)), List.of(reading(8, 4)))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "memory does not suffice for a single text of 3 tokens (item item-7)");
    assertThat(halved).containsExactly(2);
  }

  @Test
  void otherFailuresAreNotTriedAgain() {
    Reading beyond =
        new Reading("x", 0, List.of(4000), List.of(0), false, List.of(), 0, List.of(), null);
    assertThatThrownBy(() -> reader(model).read(List.of(List.of(reading(0, 3)), List.of(beyond))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(halved).isEmpty();
  }

  private BatchReader reader(CausalModel used) {
    return new BatchReader(used, List.of(HOOK), List.of(HOOK), halved::add);
  }

  private static Reading reading(int item, int length) {
    List<Integer> tokens = new ArrayList<>();
    for (int t = 0; t < length; t++) {
      tokens.add((7 * item + 3 * t) % 48);
    }
    Choice choice = new Choice(length - 1, List.of(5, 9));
    return new Reading(
        "item-" + item,
        0,
        tokens,
        List.of(0, length - 1),
        false,
        List.of(length - 2),
        0,
        List.of(choice),
        null);
  }

  private static void assertClose(List<float[]> actual, List<float[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).containsExactly(expected.get(i), within(1e-5f));
    }
  }
}
