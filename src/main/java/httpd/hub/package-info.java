/**
 * A place where some publish and others listen: topics in memory, made on demand and forgotten when
 * nobody uses them.
 */
@NullMarked
package httpd.hub;

import org.jspecify.annotations.NullMarked;
