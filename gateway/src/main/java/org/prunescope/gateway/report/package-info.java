/** The report as a file: what it says, and the page's own charts to show it with. */
@NullMarked
package org.prunescope.gateway.report;

import org.jspecify.annotations.NullMarked;
