/**
 * What {@code Lines} and {@code Hub} open for a handler: the one provider of {@link
 * httpd.SourceOpener}, without the command line. It may use the vocabulary and the rooms of the
 * sources. Begin with {@link httpd.opener.DefaultOpener}.
 */
@NullMarked
package httpd.opener;

import org.jspecify.annotations.NullMarked;
