/**
 * What is there: the files that a followed name means, be it one name, a name with a date in it or
 * a pattern. Looks at directories and opens no file. Begin with {@link httpd.tail.name.TailName}.
 */
@NullMarked
package httpd.tail.name;

import org.jspecify.annotations.NullMarked;
