package httpd.auth;

import org.jspecify.annotations.Nullable;

/** What a name of a user may be, so that it can stand in logs, variables and credentials. */
final class UserName {

  private static final int LONGEST = 128;

  private UserName() {}

  /** Returns what is wrong with a name, or null. */
  static @Nullable String mistake(String name) {
    if (name.isEmpty()) {
      return "the name of a user is empty";
    }
    if (name.length() > LONGEST) {
      return "the name of a user has more than " + LONGEST + " characters";
    }
    boolean isPlain =
        name.codePoints()
            .noneMatch(c ->
                c == ':'
                    || Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT);
    return isPlain ? null : "a name has no colons, blanks and control characters: " + name;
  }
}
