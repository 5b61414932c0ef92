/**
 * What is computed of one checkpoint, and the votes and tests that comparing populations rests on,
 * as pure functions on arrays (Corti et al. 2022, arXiv 2207.00200; Hooker et al. 2019, arXiv
 * 1911.05248; Baldock et al. 2021, arXiv 2106.09647).
 */
@NullMarked
package org.prunescope.metrics.algorithm;

import org.jspecify.annotations.NullMarked;
