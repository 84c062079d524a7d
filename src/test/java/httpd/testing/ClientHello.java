package httpd.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The first message of a TLS client (RFC 5246, section 7.4.1.2), with what no library sends any
 * more.
 *
 * @param version the highest version, as {@code 0x0303} for TLS 1.2
 * @param suites numbers of the registry of IANA
 * @param compressions methods of compression; 0 is none
 * @param extensions each as its number and its content, in hexadecimal digits
 */
public record ClientHello(
    int version, List<Integer> suites, List<Integer> compressions, List<String> extensions) {

  /** What the server answers: an alert, the first message of its own, or the end. */
  public sealed interface Answer {

    /** An alert by its number (RFC 8446, section 6). */
    record Alert(int number) implements Answer {}

    /** What the server has chosen. */
    record Chosen(int version, int suite, int compression, List<Integer> extensions)
        implements Answer {}

    /** The end of the connection without an alert. */
    record Closed() implements Answer {}
  }

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;

  /**
   * Curves secp256r1 and secp384r1, signatures by ECDSA and RSA with SHA-256: enough for TLS 1.2.
   */
  private static final List<String> USUAL =
      List.of("000a 0006 0004 0017 0018", "000d 0008 0006 0403 0401 0804", "ff01 0001 00");

  /** One of TLS 1.2 with these suites. */
  public static ClientHello of(Integer... suites) {
    return new ClientHello(0x0303, List.of(suites), List.of(0), USUAL);
  }

  public ClientHello withVersion(int highest) {
    return new ClientHello(highest, suites, compressions, extensions);
  }

  public ClientHello withCompressions(Integer... methods) {
    return new ClientHello(version, suites, List.of(methods), extensions);
  }

  public ClientHello with(String extension) {
    var more = new ArrayList<>(extensions);
    more.add(extension);
    return new ClientHello(version, suites, compressions, more);
  }

  /** The record with this message. */
  public byte[] bytes() {
    var list = new ByteArrayOutputStream();
    extensions.forEach(one -> list.writeBytes(HexFormat.of().parseHex(one.replace(" ", ""))));
    var body =
        written(out -> {
          out.writeShort(version);
          out.write(new byte[32]);
          out.write(0); // No session.
          out.writeShort(2 * suites.size());
          for (int suite : suites) {
            out.writeShort(suite);
          }
          out.write(compressions.size());
          for (int method : compressions) {
            out.write(method);
          }
          out.writeShort(list.size());
          list.writeTo(out);
        });
    return written(out -> {
      out.write(HANDSHAKE);
      out.writeShort(Math.min(version, 0x0301));
      out.writeShort(body.length + 4);
      out.writeInt(1 << 24 | body.length);
      out.write(body);
    });
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public Answer sendTo(InetSocketAddress server) throws IOException {
    return answerTo(server, bytes());
  }

  /** Sends any bytes. */
  public static Answer answerTo(InetSocketAddress server, byte[] bytes) throws IOException {
    try (var socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(server, PATIENCE_MILLIS);
      socket.getOutputStream().write(bytes);
      return read(new DataInputStream(socket.getInputStream()));
    }
  }

  private static Answer read(DataInputStream in) throws IOException {
    int type = in.read();
    if (type < 0) {
      return new Answer.Closed();
    }
    in.skipNBytes(2);
    int length = in.readUnsignedShort();
    if (type == ALERT) {
      in.skipNBytes(1);
      return new Answer.Alert(in.readUnsignedByte());
    }
    if (type != HANDSHAKE || length < 40) {
      throw new AssertionError("a record of type %s, %s bytes".formatted(type, length));
    }
    return chosen(in);
  }

  private static Answer chosen(DataInputStream in) throws IOException {
    in.skipNBytes(4);
    int version = in.readUnsignedShort();
    in.skipNBytes(32);
    in.skipNBytes(in.readUnsignedByte());
    int suite = in.readUnsignedShort();
    int compression = in.readUnsignedByte();
    var extensions = new ArrayList<Integer>();
    for (int left = in.readUnsignedShort(); left > 0; ) {
      extensions.add(in.readUnsignedShort());
      int size = in.readUnsignedShort();
      in.skipNBytes(size);
      left -= 4 + size;
    }
    return new Answer.Chosen(version, suite, compression, extensions);
  }
}
