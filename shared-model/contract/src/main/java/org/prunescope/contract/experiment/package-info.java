/** What a person submits, and the identities of the things it leads to. */
@NullMarked
package org.prunescope.contract.experiment;

import org.jspecify.annotations.NullMarked;
