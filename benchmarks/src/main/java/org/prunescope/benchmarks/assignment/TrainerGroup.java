package org.prunescope.benchmarks.assignment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.GroupSpec;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.apache.kafka.coordinator.group.api.assignor.MemberSubscription;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;
import org.apache.kafka.coordinator.group.assignor.UniformAssignor;

/**
 * Which trainer has which partition of {@code training-segments}: what the uniform assignor, the
 * coordinator's default for {@code group.protocol=consumer}, says. Sets and maps are sorted: what a
 * member keeps depends on their order.
 *
 * @param partitions of the topic, at least 1
 * @param assigned the partitions of each member, by its id
 */
record TrainerGroup(int partitions, Map<String, Set<Integer>> assigned)
    implements GroupSpec, SubscribedTopicDescriber {
  private static final Uuid TOPIC = new Uuid(1, 1);

  TrainerGroup {
    assigned = Collections.unmodifiableMap(new TreeMap<>(assigned));
  }

  /** How the members come. */
  enum Joining {
    /** All before the first assignment. */
    TOGETHER,
    /** Each after the assignment to those before it; a member keeps what it may. */
    ONE_BY_ONE
  }

  private record Subscription() implements MemberSubscription {
    @Override
    public Optional<String> rackId() {
      return Optional.empty();
    }

    @Override
    public Optional<String> instanceId() {
      return Optional.empty();
    }

    @Override
    public Set<Uuid> subscribedTopicIds() {
      return Set.of(TOPIC);
    }
  }

  private record Assigned(Map<Uuid, Set<Integer>> partitions) implements MemberAssignment {}

  /**
   * The trainer of each partition, from 0.
   *
   * @param partitions at least 1
   * @param trainers at least 1; where they are more than the partitions, some have none
   */
  static List<Integer> trainerOfEach(int partitions, int trainers, Joining joining) {
    TrainerGroup group = new TrainerGroup(partitions, Map.of());
    for (int trainer = 0; trainer < trainers; trainer++) {
      group = group.joinedBy(member(trainer));
      if (joining == Joining.ONE_BY_ONE) {
        group = group.rebalanced();
      }
    }
    return group.rebalanced().owners(trainers);
  }

  private static String member(int trainer) {
    return "trainer-%05d".formatted(trainer);
  }

  private TrainerGroup joinedBy(String member) {
    Map<String, Set<Integer>> members = new TreeMap<>(assigned);
    members.put(member, Set.of());
    return new TrainerGroup(partitions, members);
  }

  private TrainerGroup rebalanced() {
    Map<String, Set<Integer>> members = new TreeMap<>();
    new UniformAssignor()
        .assign(this, this)
        .members()
        .forEach(
            (member, its) ->
                members.put(member, new TreeSet<>(its.partitions().getOrDefault(TOPIC, Set.of()))));
    return new TrainerGroup(partitions, members);
  }

  private List<Integer> owners(int trainers) {
    List<Integer> owners = new ArrayList<>(Collections.nCopies(partitions, -1));
    for (int trainer = 0; trainer < trainers; trainer++) {
      for (int partition : assigned.getOrDefault(member(trainer), Set.of())) {
        owners.set(partition, trainer);
      }
    }
    return List.copyOf(owners);
  }

  @Override
  public Collection<String> memberIds() {
    return assigned.keySet();
  }

  @Override
  public SubscriptionType subscriptionType() {
    return SubscriptionType.HOMOGENEOUS;
  }

  @Override
  public boolean isPartitionAssigned(Uuid topic, int partition) {
    return assigned.values().stream().anyMatch(its -> its.contains(partition));
  }

  @Override
  public boolean isPartitionAssignable(Uuid topic, int partition) {
    return true;
  }

  @Override
  public MemberSubscription memberSubscription(String member) {
    return new Subscription();
  }

  @Override
  public MemberAssignment memberAssignment(String member) {
    Set<Integer> its = assigned.getOrDefault(member, Set.of());
    // The assignor asks for an unmodifiable map of this class.
    return new Assigned(Collections.unmodifiableMap(its.isEmpty() ? Map.of() : Map.of(TOPIC, its)));
  }

  @Override
  public int numPartitions(Uuid topic) {
    return partitions;
  }

  @Override
  public Set<String> racksForPartition(Uuid topic, int partition) {
    return Set.of();
  }
}
