package httpd;

import org.jspecify.annotations.Nullable;

/**
 * Names a value of a request that one handler leaves for another: {@code static final Key<User>
 * USER = Key.of("user");}. Two keys are never equal, whatever their names are.
 *
 * @param <T> the type of the value
 */
public final class Key<T> {

  private final String name;

  private Key(String name) {
    this.name = name;
  }

  /**
   * A new key.
   *
   * @param name for messages
   */
  public static <T> Key<T> of(String name) {
    return new Key<>(name);
  }

  @SuppressWarnings("unchecked") // Only Request.with puts a value under this key, and it has a T.
  @Nullable T cast(@Nullable Object value) {
    return (T) value;
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
