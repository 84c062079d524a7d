/**
 * Content codings: which response is compressed, and compression in blocks that each client can
 * decode as soon as it has them. Nothing here knows a connection. Begin with {@link
 * httpd.coding.CodingRules}.
 */
@NullMarked
package httpd.coding;

import org.jspecify.annotations.NullMarked;
