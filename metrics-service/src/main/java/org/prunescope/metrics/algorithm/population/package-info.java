/**
 * A pruned population against its baseline: what changed, by how much, and how much of it chance
 * alone would do (Hooker et al. 2019, arXiv 1911.05248; Corti et al. 2022, arXiv 2207.00200). Pure
 * functions on arrays, the same whatever the order in which networks came.
 */
@NullMarked
package org.prunescope.metrics.algorithm.population;

import org.jspecify.annotations.NullMarked;
