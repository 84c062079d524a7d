/**
 * The head of a CGI response (RFC 3875, section 6): the lines before the first empty line of what a
 * program prints. Uses the vocabulary, {@code http} and {@code line.log}; knows no processes. Begin
 * with {@link httpd.exec.cgi.CgiHeadReader}.
 */
@NullMarked
package httpd.exec.cgi;

import org.jspecify.annotations.NullMarked;
