/**
 * Who may publish and subscribe, per topic, by token (RFC 7519): keys from files, verification, and
 * the rights that a handler of topics asks for. It is a handler around another one. Begin with
 * {@link httpd.auth.token.TokenHandler}.
 */
@NullMarked
package httpd.auth.token;

import org.jspecify.annotations.NullMarked;
