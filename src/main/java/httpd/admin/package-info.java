/**
 * What a person sees of a running server, and stops: the resources below {@code /-/}. Begin with
 * {@link httpd.admin.AdminRouter}.
 */
@NullMarked
package httpd.admin;

import org.jspecify.annotations.NullMarked;
