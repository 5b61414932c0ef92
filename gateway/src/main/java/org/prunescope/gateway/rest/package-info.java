/** The HTTP API, and every failure as application/problem+json (RFC 9457). */
@NullMarked
package org.prunescope.gateway.rest;

import org.jspecify.annotations.NullMarked;
