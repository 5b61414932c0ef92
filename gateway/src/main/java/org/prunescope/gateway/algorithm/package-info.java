/**
 * Planning: from an experiment as submitted to every run, phase, mask, fork and measurement of it.
 *
 * <p>Pure functions on records. The gradual schedule is that of Zhu and Gupta 2017 (arXiv
 * 1710.01878); plans and their published oddities are those of Corti et al. 2022 (arXiv
 * 2207.00200).
 */
@NullMarked
package org.prunescope.gateway.algorithm;

import org.jspecify.annotations.NullMarked;
