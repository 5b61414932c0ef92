/** What people send, read strictly: every refusal names the field. */
@NullMarked
package org.prunescope.gateway.request;

import org.jspecify.annotations.NullMarked;
