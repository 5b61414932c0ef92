/** Stand-ins for the services, which are built after this module. */
package org.prunescope.standalone.fake;
