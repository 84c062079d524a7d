package httpd.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The blocks of a file of PEM (RFC 7468).
 *
 * @param path as the user has written it
 */
record PemFile(Path path, List<Block> blocks) {

  /** More than a chain of certificates has; another file was meant. */
  private static final int MOST_BYTES = 1024 * 1024;

  private static final String BEGIN = "-----BEGIN ";
  private static final String HYPHENS = "-----";

  /** The header of a key that is encrypted in the form of RFC 1421, before its base64. */
  private static final String ENCRYPTED = "Proc-Type: 4,ENCRYPTED";

  /**
   * What stands between two lines of hyphens.
   *
   * @param bytes none if it is encrypted
   */
  @SuppressWarnings("ArrayRecordComponent") // None is compared.
  record Block(String label, byte[] bytes, boolean encrypted) {

    boolean isCertificate() {
      return label.equals("CERTIFICATE")
          || label.equals("X509 CERTIFICATE")
          || label.equals("TRUSTED CERTIFICATE");
    }

    boolean isPrivateKey() {
      return label.endsWith("PRIVATE KEY");
    }
  }

  static PemFile read(Path path) throws TlsException {
    var text = text(path);
    var blocks = new ArrayList<Block>();
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int labelEnd = text.indexOf(HYPHENS, begin + BEGIN.length());
      var label = labelEnd < 0 ? "" : text.substring(begin + BEGIN.length(), labelEnd);
      int end = labelEnd < 0 ? -1 : text.indexOf("-----END " + label + HYPHENS, labelEnd);
      if (end < 0) {
        break; // The rest is not a block.
      }
      blocks.add(block(path, label, text.substring(labelEnd + HYPHENS.length(), end)));
      begin = text.indexOf(BEGIN, end);
    }
    return new PemFile(path, List.copyOf(blocks));
  }

  private static Block block(Path path, String label, String content) throws TlsException {
    if (label.equals("ENCRYPTED PRIVATE KEY") || content.contains(ENCRYPTED)) {
      return new Block(label, new byte[0], true);
    }
    try {
      return new Block(label, Base64.getMimeDecoder().decode(content), false);
    } catch (IllegalArgumentException e) {
      throw new TlsException(
          path + ": the text of " + label + " is damaged", "copy the file again, as text", e);
    }
  }

  private static String text(Path path) throws TlsException {
    try {
      if (Files.isDirectory(path)) {
        throw new TlsException(path + " is a directory", "name the file in it");
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new TlsException(
            path + " is a pipe or a device, which cannot be read again",
            "write the certificate and the key into files");
      }
      if (Files.size(path) > MOST_BYTES) {
        throw new TlsException(path + " is too large for a certificate or a key", pemHint(path));
      }
      return Files.readString(path, ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new TlsException(
          path + ": no such file",
          "`ls -l "
              + path
              + "` looks for it from the directory of the server; --tls self needs no certificate",
          e);
    } catch (AccessDeniedException e) {
      throw new TlsException(
          path + " may not be read by this user",
          "`ls -l " + path + "` shows who may; a group for the key is the usual way",
          e);
    } catch (TlsException e) {
      throw e;
    } catch (IOException e) {
      throw new TlsException(path + " cannot be read: " + e.getMessage(), pemHint(path), e);
    }
  }

  List<Block> certificates() {
    return blocks.stream().filter(Block::isCertificate).toList();
  }

  Optional<Block> privateKey() {
    return blocks.stream().filter(Block::isPrivateKey).findFirst();
  }

  static String pemHint(Path path) {
    return "a file of PEM has -----BEGIN lines; `openssl x509 -inform DER -in "
        + path
        + "` makes one of a certificate in DER";
  }
}
