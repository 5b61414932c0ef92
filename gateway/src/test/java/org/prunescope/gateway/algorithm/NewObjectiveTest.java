package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.prunescope.gateway.algorithm.Experiments.DENSE;
import static org.prunescope.gateway.algorithm.Experiments.atInitialisation;
import static org.prunescope.gateway.algorithm.Experiments.experiment;
import static org.prunescope.gateway.algorithm.Experiments.oneShot;
import static org.prunescope.gateway.algorithm.Experiments.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.pruning.PruningPlan;

/** An objective that only this test knows: nothing but its own record and its name is needed. */
class NewObjectiveTest {
  private static final int SAMPLES = 100;

  /** Contrastive pre-training, and then the whole network by cross-entropy: no frozen encoder. */
  record Warmed(int projectionWidth, Training warming, Training training) implements Objective {
    @Override
    public String text() {
      return "warmed";
    }

    @Override
    public List<Phase> phases(int trainSamples) {
      return List.of(
          Phase.of(
              "warming",
              new Learning.Contrastive(false, 0.5, 0.5, projectionWidth),
              warming,
              trainSamples),
          Phase.of("training", new Learning.CrossEntropy(), training, trainSamples));
    }

    @Override
    public void check(int trainSamples) {
      warming.checkUpdates("warming", trainSamples);
      Fields.within("warming.batchSize", warming.batchSize(), 2, trainSamples);
    }

    @Override
    public Map<String, Head> ownHeads() {
      return Map.of("projectionWidth", new Head.Projection(projectionWidth));
    }
  }

  @Test
  void itsPhasesAreLaidOut() {
    Variant dense = variants(warmed(16, 10), DENSE).getFirst();

    assertThat(dense.id().value()).isEqualTo("warmed_dense");
    assertThat(dense.phases()).extracting(Phase::name).containsExactly("warming", "training");
    assertThat(dense.phases()).extracting(Phase::steps).containsExactly(20, 30);
    assertThat(dense.end()).isEqualTo(Position.trained(1, 30));
  }

  @Test
  void everyScheduleFindsItsPhases() {
    List<Variant> variants =
        variants(
            warmed(16, 10), DENSE, atInitialisation("early"), oneShot("late", training(1, 10)));

    assertThat(variants.get(1).masks())
        .extracting(MaskEvent::part)
        .containsExactly(Part.ENCODER, Part.NETWORK);
    assertThat(variants.get(2).masks())
        .extracting(MaskEvent::at)
        .containsExactly(Position.pruned(2, 0));
  }

  @Test
  void refusesItsOwnFieldsWhereTheyStandInTheRequest() {
    assertThatThrownBy(() -> variants(warmed(16, 101), DENSE))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage("objectives[0].warming.batchSize must be between 2 and 100, not 101");
    assertThatThrownBy(() -> variants(warmed(100_000, 10), DENSE))
        .hasMessageStartingWith(
            "objectives[0].projectionWidth makes WRN-16-2 with its head one of");
  }

  @Test
  void isReadAndWrittenByItsName() throws JsonProcessingException {
    JsonMapper mapper = JsonMapper.builder().build();
    mapper.registerSubtypes(new NamedType(Warmed.class, "warmed"));

    String json = mapper.writerFor(Objective.class).writeValueAsString(warmed(16, 10));

    assertThat(json).contains("\"name\":\"warmed\"", "\"projectionWidth\":16");
    assertThat(mapper.readValue(json, Objective.class)).isEqualTo(warmed(16, 10));
  }

  private static Warmed warmed(int projectionWidth, int batchSize) {
    return new Warmed(projectionWidth, training(2, batchSize), training(3, 10));
  }

  private static List<Variant> variants(Objective objective, PruningPlan... plans) {
    return Experiments.plan(
            experiment(List.of(objective), List.of(plans), List.of(0.5), 1, 1000, true), SAMPLES)
        .variants();
  }
}
