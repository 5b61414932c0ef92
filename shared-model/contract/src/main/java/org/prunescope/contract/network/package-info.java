/**
 * The networks without any numerics: which layers and tensors a network has, in which order and of
 * which shapes (Zagoruyko and Komodakis 2016, arXiv 1605.07146, for Wide ResNet; He et al. 2016,
 * arXiv 1512.03385, for ResNet).
 */
@NullMarked
package org.prunescope.contract.network;

import org.jspecify.annotations.NullMarked;
