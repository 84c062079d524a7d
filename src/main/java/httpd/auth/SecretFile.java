package httpd.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a file that decides who may do what must not let others do. */
public final class SecretFile {

  /**
   * What is wrong with the permissions of a file.
   *
   * @param hint the command that helps
   */
  public record Mistake(String what, String hint) {}

  private SecretFile() {}

  /**
   * Returns what is wrong, or null. A group may read the file: that is a decision of the owner, as
   * for a file of root that a service may read.
   *
   * @param isSecret whether only its owner may read it; only its owner may change it in any case
   */
  public static @Nullable Mistake mistake(Path path, boolean isSecret) throws IOException {
    if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
      return null;
    }
    var permissions = Files.readAttributes(path, PosixFileAttributes.class).permissions();
    var taken = new ArrayList<String>();
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)) {
      taken.add("g-w");
    }
    if (isSecret && permissions.stream().anyMatch(one -> one.name().startsWith("OTHERS_"))) {
      taken.add("o=");
    } else if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      taken.add("o-w");
    }
    return taken.isEmpty()
        ? null
        : new Mistake(why(taken), "chmod " + String.join(",", taken) + " " + path);
  }

  private static String why(List<String> taken) {
    if (taken.contains("o=")) {
      return "every user of this machine may read or change it";
    }
    return (taken.contains("o-w") ? "every user of this machine" : "its group") + " may change it";
  }
}
