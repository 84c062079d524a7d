package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** Lines for files of users, of the lowest cost, and what their users send. */
public final class UserLines {

  /** {@code hunter2}, as {@code htpasswd -B -C 4} has hashed it. */
  public static final String ADA =
      "ada:$2y$04$TW/C65B.5zXMRf274tEoj.I/kkf0tmU/Ha1cLDQGX3z/OYgHrCRZi";

  /** {@code swordfish}. */
  public static final String BOB =
      "bob:$2y$04$5eEvwD/R7IPuyc1jm9GJN.DdftKbr28Knmuhss/hgaYNdPkw01NDC";

  /** Of the token {@code tick-tock}. */
  public static final String CI =
      "token ci sha256:600c25698fd2008f5d0253f548cf43c7ed8e3fbea6f60feb29a3de0f34840da3";

  private UserLines() {}

  /** Writes a file that only its owner may read. */
  public static Path write(Path file, String... lines) throws IOException {
    Files.write(file, String.join("\n", lines).getBytes(UTF_8));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Returns the value of {@code Authorization} for a name and a password. */
  public static String basic(String name, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
  }
}
