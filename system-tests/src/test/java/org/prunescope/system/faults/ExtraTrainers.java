package org.prunescope.system.faults;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.prunescope.standalone.stack.Stack;

/** Trainers beside the stack's own; the parts of those that have ended are used again. */
final class ExtraTrainers {
  private final Stack stack;
  private final Deque<String> idle = new ArrayDeque<>();
  private final Set<String> launched = new LinkedHashSet<>();

  ExtraTrainers(Stack stack) {
    this.stack = stack;
  }

  /** Launches one more, which is another process each time. */
  synchronized String launch() {
    String trainer = idle.isEmpty() ? stack.addTrainer() : idle.pop();
    launched.add(trainer);
    stack.launch(trainer);
    return trainer;
  }

  /** Such a trainer has ended, however it did. */
  synchronized void forget(String trainer) {
    launched.remove(trainer);
    idle.push(trainer);
  }

  synchronized void stop() {
    for (String trainer : List.copyOf(launched)) {
      stack.stop(trainer);
      forget(trainer);
    }
  }
}
