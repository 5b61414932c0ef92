/**
 * What happens to experiments when processes, connections, disks and records fail: each test makes
 * one kind of fault happen, proves that it did, and holds the outcome against the undisturbed one.
 */
@NullMarked
package org.prunescope.system.faults;

import org.jspecify.annotations.NullMarked;
