/**
 * The images that networks train and are measured on: drawn ones of known difficulty, CIFAR-10
 * (Krizhevsky 2009), folders of a person's own; and what is done to an image before a network sees
 * it.
 */
@NullMarked
package org.prunescope.dataset;

import org.jspecify.annotations.NullMarked;
