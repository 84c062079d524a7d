package httpd;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Lines of which the next one is looked for when it is asked for, and held until it is taken. */
abstract class LookAhead implements Iterator<String> {

  private @Nullable String found;

  /** Returns the next line, or null at the end. */
  abstract @Nullable String find();

  @Override
  public final boolean hasNext() {
    if (found == null) {
      found = find();
    }
    return found != null;
  }

  @Override
  public final String next() {
    if (!hasNext() || found == null) {
      throw new NoSuchElementException();
    }
    var line = found;
    found = null;
    return line;
  }
}
