package httpd.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, strings, doubles, booleans and null; for what is known to be JSON. */
public final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** The value of a text. */
  public static Object parse(String text) {
    return new Json(text).value();
  }

  /** What stands at a path of names and indices; null if nothing does. */
  public static Object at(Object value, Object... path) {
    for (var step : path) {
      value =
          switch (value) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list -> (int) step < list.size() ? list.get((int) step) : null;
            case null, default -> null;
          };
    }
    return value;
  }

  /** A string with its quotes. */
  public static String quote(String string) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      boolean isPlain = c >= ' ' && c != '"' && c != '\\' && c < 0x7f;
      quoted.append(isPlain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return quoted.append('"').toString();
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> object() {
    var object = new LinkedHashMap<String, Object>();
    for (at++; peek() != '}'; skipComma()) {
      peek();
      var name = string();
      peek();
      at++; // the colon
      object.put(name, value());
    }
    at++;
    return object;
  }

  private List<Object> array() {
    var array = new ArrayList<>();
    for (at++; peek() != ']'; skipComma()) {
      array.add(value());
    }
    at++;
    return array;
  }

  private Object word() {
    int start = at;
    while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    var word = text.substring(start, at);
    return switch (word) {
      case "null" -> null;
      case "true", "false" -> Boolean.valueOf(word);
      default -> Double.valueOf(word);
    };
  }

  private String string() {
    var string = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      char c = text.charAt(at);
      string.append(c == '\\' ? escaped(text.charAt(++at)) : c);
    }
    at++;
    return string.toString();
  }

  private char escaped(char c) {
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
      }
      default -> c;
    };
  }

  private char peek() {
    while (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return text.charAt(at);
  }

  private void skipComma() {
    if (peek() == ',') {
      at++;
    }
  }
}
