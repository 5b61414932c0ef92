/**
 * Pruning plans: when a network is pruned and how far, each schedule in a file of its own that says
 * all that planning it takes.
 *
 * <p>The gradual schedule is that of Zhu and Gupta 2017 (arXiv 1710.01878); its published oddities
 * are those of Corti et al. 2022 (arXiv 2207.00200).
 */
@NullMarked
package org.prunescope.contract.pruning;

import org.jspecify.annotations.NullMarked;
