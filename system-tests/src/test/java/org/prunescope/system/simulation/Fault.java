package org.prunescope.system.simulation;

/** What happens to a schedule. */
enum Fault {
  /** A process is killed. */
  KILL,
  /** Another process of a service joins. */
  JOIN,
  /** A process ends in order. */
  LEAVE,
  /** A partition moves from one process to another. */
  MOVE,
  /** A partition moves, and the process that has had it goes on as if it had it still. */
  MOVE_UNNOTICED,
  /** What a service has read of a partition comes again. */
  REWIND,
  /** The disk loses a checkpoint. */
  LOSE_CHECKPOINT,
  /**
   * PostgreSQL drops the connection of the gateway that moves the outbox; what it sends arrives.
   */
  CUT_RELAY,
  /** Somebody cancels a run. */
  CANCEL,
  /** Somebody resumes a run. */
  RESUME,
  /** The watchdog takes a run for lost, whether or not it is. */
  REDRIVE,
  /** A segment that is trained fails. */
  SEGMENT_FAILS,
  /** The pruner cannot read the plan. */
  PLAN_UNREADABLE,
  /** A mask cannot be applied. */
  MASK_FAILS,
  /** A record is sent twice, since its acknowledgement was lost. */
  SENT_TWICE,
  /** A segment kills the process that trains it. */
  POISON
}
