package httpd.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * Who may read a private key. A key that all users of the machine may read is a warning and not an
 * error: in a container, a mounted secret often is, and has no other users.
 */
final class KeyPermissions {

  private KeyPermissions() {}

  static Optional<String> warning(Path key) {
    try {
      return Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)
          ? Optional.of("every user may read the key " + key + "; `chmod o= " + key + "` helps")
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException unknown) {
      return Optional.empty();
    }
  }
}
