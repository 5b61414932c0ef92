/**
 * What is done at random to a training image: pad, crop and flip; or the crops and colours of
 * contrastive learning (Chen et al. 2020, arXiv 2002.05709).
 */
@NullMarked
package org.prunescope.dataset.augmentation;

import org.jspecify.annotations.NullMarked;
