/** What the benchmarks' commands have in common. */
@NullMarked
package org.prunescope.benchmarks.command;

import org.jspecify.annotations.NullMarked;
