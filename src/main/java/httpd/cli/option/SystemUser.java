package httpd.cli.option;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code --user}: {@code NAME} or {@code NAME:GROUP}, of names that exist.
 *
 * @param group null for the user's own
 */
public record SystemUser(String name, @Nullable String group) {

  private static final String ROOT = "root";

  private interface Lookup {
    Object in(UserPrincipalLookupService names) throws IOException;
  }

  static SystemUser read(String value) {
    int colon = value.indexOf(':');
    var name = colon < 0 ? value : value.substring(0, colon);
    if (name.equals(ROOT)) {
      throw new InvalidValueException(
          "root keeps all of its rights", "name a user without rights, as --user nobody");
    }
    return new SystemUser(user(name), colon < 0 ? null : group(value.substring(colon + 1)));
  }

  static String user(String name) {
    return known(name, "user", "passwd", names -> names.lookupPrincipalByName(name));
  }

  static String group(String name) {
    return known(name, "group", "group", names -> names.lookupPrincipalByGroupName(name));
  }

  private static String known(String name, String what, String database, Lookup lookup) {
    try {
      if (!name.isEmpty()) {
        lookup.in(FileSystems.getDefault().getUserPrincipalLookupService());
        return name;
      }
    } catch (IOException unknown) {
      // The same error as for an empty name.
    }
    throw new InvalidValueException(
        "there is no " + what + " \"" + name + "\"", "`getent " + database + "` has the names");
  }

  @Override
  public String toString() {
    return group == null ? name : name + ":" + group;
  }
}
