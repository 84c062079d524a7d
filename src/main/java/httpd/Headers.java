package httpd;

import httpd.line.log.LogText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order they were added; names compare without regard to case (RFC 9110,
 * section 5). Immutable: {@link #with} and the like give a new object.
 *
 * <p>Names and values are checked when they are added, so that no value can end its line and begin
 * a header of its own.
 */
public final class Headers implements Iterable<Headers.Field> {

  /** No fields. */
  public static final Headers EMPTY = new Headers(List.of());

  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  /**
   * One header field, valid by RFC 9110, section 5.5 and 5.6.2.
   *
   * @param name a token
   * @param value visible Latin-1 characters, blanks and tabs; blanks around it are dropped
   */
  public record Field(String name, String value) {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException naming the field and the offending character
     */
    public Field {
      checkName(name);
      value = withoutBlanksAround(value);
      checkValue(name, value);
    }

    /** Blanks and tabs alone: a line end is to be refused wherever it stands. */
    private static String withoutBlanksAround(String value) {
      int from = 0;
      int to = value.length();
      while (from < to && isBlank(value.charAt(from))) {
        from++;
      }
      while (from < to && isBlank(value.charAt(to - 1))) {
        to--;
      }
      return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t';
    }

    private static void checkName(String name) {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a header name must not be empty");
      }
      for (int i = 0; i < name.length(); i++) {
        if (!isTokenCharacter(name.charAt(i))) {
          throw new IllegalArgumentException(
              "header name \"%s\" has an illegal character %s at index %s; a name is made of letters,"
                      .formatted(LogText.of(name), code(name.charAt(i)), i)
                  + " digits and "
                  + TOKEN_SYMBOLS);
        }
      }
    }

    private static void checkValue(String name, String value) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if ((c < ' ' && c != '\t') || c == 0x7f) {
          throw new IllegalArgumentException(
              "the value of header \"%s\" has a control character %s at index %s; it would break the"
                      .formatted(name, code(c), i)
                  + " head");
        }
        if (c > 0xff) {
          throw new IllegalArgumentException(
              "the value of header \"%s\" has the character %s at index %s, which is not Latin-1;"
                      .formatted(name, code(c), i)
                  + " percent-encode it (RFC 8187)");
        }
      }
    }

    private static boolean isTokenCharacter(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || TOKEN_SYMBOLS.indexOf(c) >= 0;
    }

    private static String code(char c) {
      return "U+%04X".formatted((int) c);
    }
  }

  private final List<Field> fields;

  private Headers(List<Field> fields) {
    this.fields = fields;
  }

  /**
   * Headers from names and values in turn: {@code Headers.of("Accept", "text/plain", "X-Tag",
   * "1")}.
   *
   * @throws IllegalArgumentException if one is not valid, or a value is missing
   */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "names and values come in pairs, but there are " + namesAndValues.length + " strings");
    }
    var fields = new ArrayList<Field>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return of(fields);
  }

  /** Headers from fields. */
  public static Headers of(List<Field> fields) {
    return fields.isEmpty() ? EMPTY : new Headers(List.copyOf(fields));
  }

  /** The first value of a name, or null. */
  public @Nullable String get(String name) {
    for (var field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  /** Every value of a name, in order. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** Whether there is a field of this name. */
  public boolean has(String name) {
    return get(name) != null;
  }

  /** These fields, with one more at the end. */
  public Headers plus(String name, String value) {
    var more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return of(more);
  }

  /** These fields, with this one in place of all of its name. */
  public Headers with(String name, String value) {
    return without(name).plus(name, value);
  }

  /** These fields, less all of this name. */
  public Headers without(String name) {
    return has(name)
        ? of(fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList())
        : this;
  }

  /** The fields, in order. */
  @Override
  public Iterator<Field> iterator() {
    return fields.iterator();
  }

  /** Whether the same fields stand in the same order; names compare without regard to case. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Headers headers && comparable().equals(headers.comparable());
  }

  @Override
  public int hashCode() {
    return comparable().hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }

  private List<Field> comparable() {
    return fields.stream()
        .map(field -> new Field(field.name().toLowerCase(Locale.ROOT), field.value()))
        .toList();
  }
}
