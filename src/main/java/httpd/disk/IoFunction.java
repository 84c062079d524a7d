package httpd.disk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that is done with the state of a log, and may fail. */
@FunctionalInterface
interface IoFunction<T extends @Nullable Object> {

  T apply(LogState log) throws IOException;
}
