package httpd;

import httpd.line.log.LogText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order in which they were added. The case of names does not count (RFC 9110,
 * section 5). Immutable: {@link #with} and the like return a copy.
 *
 * <p>Names and values are checked when they are added: no value can end its line and begin another
 * field.
 */
public final class Headers implements Iterable<Headers.Field> {

  /** No fields. */
  public static final Headers EMPTY = new Headers(List.of());

  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  /**
   * A header field, valid by RFC 9110, sections 5.5 and 5.6.2.
   *
   * @param name a token
   * @param value Latin-1 without control characters other than tabs; blanks around it are dropped
   */
  public record Field(String name, String value) {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException that names the field and the wrong character
     */
    public Field {
      checkName(name);
      value = withoutBlanksAround(value);
      checkValue(name, value);
    }

    /** Drops blanks and tabs only: a line end is refused at the edges too. */
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
   * Returns the fields of names and values in turn: {@code Headers.of("Accept", "text/plain")}.
   *
   * @throws IllegalArgumentException if one is invalid, or a value is missing
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

  /** Returns these fields. */
  public static Headers of(List<Field> fields) {
    return fields.isEmpty() ? EMPTY : new Headers(List.copyOf(fields));
  }

  /** Returns the first value of a name, or null. */
  public @Nullable String get(String name) {
    for (int i = 0; i < fields.size(); i++) { // Without an iterator: each request asks for many.
      var field = fields.get(i);
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  /** Returns all values of a name, in order. */
  public List<String> all(String name) {
    var values = new ArrayList<String>(2);
    for (var field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        values.add(field.value());
      }
    }
    return List.copyOf(values);
  }

  /** Returns whether there is a field of this name. */
  public boolean has(String name) {
    return get(name) != null;
  }

  /** Returns a copy with one more field at the end. */
  public Headers plus(String name, String value) {
    var more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return of(more);
  }

  /** Returns a copy with this field in place of all of its name. */
  public Headers with(String name, String value) {
    return without(name).plus(name, value);
  }

  /** Returns a copy without the fields of this name. */
  public Headers without(String name) {
    return has(name)
        ? of(fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList())
        : this;
  }

  /** Returns the fields, in order. */
  @Override
  public Iterator<Field> iterator() {
    return fields.iterator();
  }

  /** Returns whether the same fields are in the same order. */
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
