package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The processes of one service, and which of them has which partition. */
final class Service {
  private final String name;
  private final Supplier<Member> launcher;
  private final List<Offsets> offsets = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final List<Member> leaving = new ArrayList<>();
  private final @Nullable Member[] owners;

  /**
   * @param setUp says how a process of the service is launched
   */
  Service(String name, int partitions, Function<Service, Supplier<Member>> setUp) {
    this.name = name;
    this.owners = new Member[partitions];
    this.launcher = setUp.apply(this);
  }

  /** It reads one more topic. */
  Offsets reads() {
    Offsets more = new Offsets(this, owners.length);
    offsets.add(more);
    return more;
  }

  String name() {
    return name;
  }

  int size() {
    return members.size();
  }

  boolean owns(Member member, int partition) {
    return Objects.equals(owners[partition], member);
  }

  void join() {
    members.add(launcher.get());
  }

  /** A process ends in order: it gives its partitions back, and may finish what it has begun. */
  void leave(Member member) {
    for (int partition = 0; partition < owners.length; partition++) {
      if (Objects.equals(owners[partition], member)) {
        member.revoked(partition);
        owners[partition] = null;
      }
    }
    members.remove(member);
    leaving.add(member);
  }

  /** A process is killed. */
  void kill(Member member) {
    for (int partition = 0; partition < owners.length; partition++) {
      if (Objects.equals(owners[partition], member)) {
        owners[partition] = null;
      }
    }
    members.remove(member);
    leaving.remove(member);
    member.died();
  }

  /** Moves a partition; the one that has had it hears of that only where it is {@code noticed}. */
  void move(int partition, Member to, boolean noticed) {
    Member from = owners[partition];
    if (to.equals(from)) {
      return;
    }
    if (from != null && noticed) {
      from.revoked(partition);
    }
    owners[partition] = to;
    to.assigned(partition);
  }

  /** What was read of a partition comes again, to whoever reads it next. */
  void rewind(int partition, SplittableRandom random) {
    owners[partition] = null;
    Offsets topic = offsets.get(random.nextInt(offsets.size()));
    topic.rewind(partition, random.nextInt(1 + topic.next(partition)));
  }

  /** All that is on a partition of its first topic is lost, whoever is at it. */
  void lose(int partition, int end) {
    owners[partition] = null;
    offsets.getFirst().lose(partition, end);
  }

  /** Offset of what is to be read next, or is not finished, on a partition of its first topic. */
  int next(int partition) {
    return offsets.getFirst().next(partition);
  }

  /** A partition that nobody has; -1 where there is none. */
  int orphan() {
    for (int partition = 0; partition < owners.length; partition++) {
      if (owners[partition] == null) {
        return partition;
      }
    }
    return -1;
  }

  /** Any process that reads. */
  Member any(SplittableRandom random) {
    return members.get(random.nextInt(members.size()));
  }

  /** Any process, those that are about to end included; null where there is none. */
  @Nullable Member anyAlive(SplittableRandom random) {
    int all = members.size() + leaving.size();
    if (all == 0) {
      return null;
    }
    int index = random.nextInt(all);
    return index < members.size() ? members.get(index) : leaving.get(index - members.size());
  }

  /** Every process, those that are about to end included. */
  List<Member> alive() {
    List<Member> alive = new ArrayList<>(members);
    alive.addAll(leaving);
    return alive;
  }
}
