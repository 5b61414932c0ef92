/**
 * The gateway: takes experiments in, plans them, releases their runs, and shows where they stand.
 *
 * <p>Use cases are here, named by what they do; {@code algorithm} plans and decides, {@code
 * request} reads what people send, {@code rest}, {@code messaging} and {@code persistence} are the
 * edges.
 */
@NullMarked
package org.prunescope.gateway;

import org.jspecify.annotations.NullMarked;
