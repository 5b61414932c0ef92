/** How every service meets outages and records that are of no use: waits, refuses, says so. */
@NullMarked
package org.prunescope.service;

import org.jspecify.annotations.NullMarked;
