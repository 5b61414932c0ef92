package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.prunescope.gateway.algorithm.Experiments.DENSE;
import static org.prunescope.gateway.algorithm.Experiments.experiment;
import static org.prunescope.gateway.algorithm.Experiments.supCon;
import static org.prunescope.gateway.algorithm.Experiments.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.pruning.MaskCount;
import org.prunescope.contract.pruning.Pruning;
import org.prunescope.contract.pruning.PruningPlan;
import org.prunescope.contract.pruning.Target;

/** A schedule that only this test knows: nothing but its own record and its name is needed. */
class NewPruningPlanTest {
  private static final int SAMPLES = 100;
  private static final Objective SUPERVISED = new CrossEntropy(training(2, 10));

  /** As many weights fall at each of so many updates of supervised training. */
  record Linear(
      String name,
      Scope scope,
      Criterion criterion,
      Rounding rounding,
      boolean includeBias,
      int everySteps,
      int masks)
      implements Pruning {
    Linear {
      Pruning.checkChoices(name, scope, criterion, rounding);
      Fields.atLeast("everySteps", everySteps, 1);
      Fields.atLeast("masks", masks, 1);
    }

    @Override
    public boolean prunes(Objective objective) {
      return objective instanceof CrossEntropy;
    }

    @Override
    public void check(Experiment experiment, int trainSamples, MaskCount count) {
      count.add("masks", masks);
      Fields.within("everySteps", everySteps, 1, 20 / masks);
    }

    @Override
    public List<MaskEvent> masks(Objective objective, List<Phase> dense, double sparsity) {
      List<Target> targets =
          Target.sequence(
              IntStream.rangeClosed(1, masks).mapToObj(k -> sparsity * k / masks).toList());
      return IntStream.range(0, masks)
          .mapToObj(k -> mask(0, (k + 1) * everySteps, Part.NETWORK, targets.get(k)))
          .toList();
    }
  }

  @Test
  void isPlannedMaskByMask() {
    Variant variant = variants(linear(5, 3), SUPERVISED).getLast();

    assertThat(variant.id().value()).isEqualTo("cross-entropy_linear_0.6");
    assertThat(variant.masks())
        .extracting(MaskEvent::at)
        .containsExactly(Position.pruned(0, 5), Position.pruned(0, 10), Position.pruned(0, 15));
    assertThat(variant.masks().get(0).sparsity()).isCloseTo(0.2, within(1e-15));
    assertThat(variant.masks().get(1).shareOfRemaining()).isCloseTo(0.2 / 0.8, within(1e-15));
    assertThat(variant.masks().get(2).sparsity()).isEqualTo(0.6);
    assertThat(variant.masks())
        .allSatisfy(
            mask -> {
              assertThat(mask.part()).isEqualTo(Part.NETWORK);
              assertThat(mask.scope()).isEqualTo(Scope.LAYER);
              assertThat(mask.criterion()).isEqualTo(Criterion.RANDOM);
            });
  }

  @Test
  void sharesTheDenseRunUpToItsFirstMaskAndEndsASegmentBeforeEach() {
    Variant variant = variants(linear(5, 3), SUPERVISED).getLast();

    assertThat(variant.fork())
        .isEqualTo(new Fork(new VariantId("cross-entropy_dense"), Position.trained(0, 5)));
    assertThat(variant.segmentEnds())
        .contains(Position.trained(0, 10), Position.trained(0, 15), Position.trained(0, 20));
  }

  @Test
  void prunesTheObjectivesThatItSaysItPrunes() {
    assertThat(variants(linear(5, 3), SUPERVISED, supCon(training(2, 10), training(1, 10))))
        .extracting(variant -> variant.id().value())
        .containsExactly("cross-entropy_dense", "cross-entropy_linear_0.6", "supcon_dense");
  }

  @Test
  void refusesItsOwnFieldsWhereTheyStandInTheRequest() {
    assertThatThrownBy(() -> variants(linear(7, 3), SUPERVISED))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage("pruningPlans[1].everySteps must be between 1 and 6, not 7");
    assertThatThrownBy(() -> variants(linear(1, 100_001), SUPERVISED))
        .hasMessage("pruningPlans[1].masks makes 100001 masks in all; at most 100000 are allowed");
  }

  @Test
  void isReadAndWrittenByItsName() throws JsonProcessingException {
    JsonMapper mapper = JsonMapper.builder().build();
    mapper.registerSubtypes(new NamedType(Linear.class, "linear"));

    String json = mapper.writerFor(PruningPlan.class).writeValueAsString(linear(5, 3));

    assertThat(json).contains("\"schedule\":\"linear\"", "\"everySteps\":5");
    assertThat(mapper.readValue(json, PruningPlan.class)).isEqualTo(linear(5, 3));
  }

  private static Linear linear(int everySteps, int masks) {
    return new Linear(
        "linear", Scope.LAYER, Criterion.RANDOM, Rounding.TOTAL, false, everySteps, masks);
  }

  private static List<Variant> variants(PruningPlan pruning, Objective... objectives) {
    Plan plan =
        Experiments.plan(
            experiment(List.of(objectives), List.of(DENSE, pruning), List.of(0.6), 1, 1000, true),
            SAMPLES);
    return plan.variants();
  }
}
