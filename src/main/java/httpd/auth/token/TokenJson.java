package httpd.auth.token;

import httpd.http.InvalidJsonException;
import httpd.http.Json;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the two objects of a token, as its members are read: each has one type. */
final class TokenJson {

  private final String name;
  private final Map<?, ?> members;

  private TokenJson(String name, Map<?, ?> members) {
    this.name = name;
    this.members = members;
  }

  /**
   * Reads a part of a token.
   *
   * @param name for messages
   * @param encoded in base64url, without padding, in the one way that is canonical
   */
  static TokenJson read(String name, String encoded) throws InvalidTokenException {
    try {
      var json = decoded(encoded);
      if (Json.read(json, Object.class) instanceof Map<?, ?> members) {
        return new TokenJson(name, members);
      }
      throw new InvalidTokenException(name + ": not a JSON object");
    } catch (InvalidJsonException e) {
      throw new InvalidTokenException(name + ": not valid JSON: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new InvalidTokenException(name + ": not base64url");
    }
  }

  /** Throws an IllegalArgumentException for text that another one could stand for as well. */
  static byte[] decoded(String encoded) {
    var bytes = Base64.getUrlDecoder().decode(encoded);
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(encoded)) {
      throw new IllegalArgumentException("not canonical");
    }
    return bytes;
  }

  boolean has(String member) {
    return members.containsKey(member);
  }

  Iterable<?> names() {
    return members.keySet();
  }

  @Nullable String text(String member) throws InvalidTokenException {
    if (!has(member)) {
      return null;
    }
    if (members.get(member) instanceof String text) {
      return text;
    }
    throw wrongType(member, "a string");
  }

  @Nullable Number number(String member) throws InvalidTokenException {
    if (!has(member)) {
      return null;
    }
    if (members.get(member) instanceof Number number) {
      return number;
    }
    throw wrongType(member, "a number");
  }

  /** Returns a list of strings, or one that has a single string; empty if it is not there. */
  List<String> oneOrMore(String member) throws InvalidTokenException {
    return members.get(member) instanceof String text ? List.of(text) : texts(member);
  }

  /** Returns a list of strings; empty if it is not there. */
  List<String> texts(String member) throws InvalidTokenException {
    if (!has(member)) {
      return List.of();
    }
    if (members.get(member) instanceof List<?> list
        && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrongType(member, "a list of strings");
  }

  @Nullable TokenJson object(String member) throws InvalidTokenException {
    if (!has(member)) {
      return null;
    }
    if (members.get(member) instanceof Map<?, ?> object) {
      return new TokenJson(member, object);
    }
    throw wrongType(member, "an object");
  }

  private InvalidTokenException wrongType(String member, String type) {
    return new InvalidTokenException("\"" + member + "\" of " + name + " is not " + type);
  }
}
