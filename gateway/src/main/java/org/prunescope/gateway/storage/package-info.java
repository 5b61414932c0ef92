/** Files of the gateway's own: temporary Parquet files, and the images of the data sets. */
@NullMarked
package org.prunescope.gateway.storage;

import org.jspecify.annotations.NullMarked;
