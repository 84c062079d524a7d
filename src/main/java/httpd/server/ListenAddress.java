package httpd.server;

import httpd.http.AddressText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A place where a server listens. */
public sealed interface ListenAddress {

  /** The port of the {@linkplain ServerConfig#port configuration}. */
  int SHARED_PORT = -1;

  /** The mode of a socket that only its owner, and root, may connect to. */
  int OWNER_ONLY = 0600;

  /**
   * Returns the address of a socket that listens.
   *
   * @param bound its own address, as the system tells it
   */
  static ListenAddress of(SocketAddress bound) {
    if (bound instanceof InetSocketAddress tcp) {
      return new Tcp(AddressText.of(tcp.getAddress()), tcp.getPort());
    }
    return new Unix(((UnixDomainSocketAddress) bound).getPath(), OWNER_ONLY, null, null);
  }

  /**
   * Every address that a name has, or one address.
   *
   * @param host a name or an address, IPv6 without brackets
   * @param port 0 to 65535, or {@link #SHARED_PORT}
   */
  record Tcp(String host, int port) implements ListenAddress {

    private static final int MOST_PORT = 65535;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value
     */
    public Tcp {
      if (host.isBlank() || port < SHARED_PORT || port > MOST_PORT) {
        throw new IllegalArgumentException("not a host and a port: \"" + host + "\", " + port);
      }
    }

    @Override
    public String toString() {
      if (port == SHARED_PORT) {
        return host;
      }
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /**
   * A unix-domain socket.
   *
   * @param path where its file is made
   * @param mode the permissions of that file; who may write it may connect
   * @param owner the name of the user that owns the file; null for that of the process
   * @param group the name of its group; null for that of the process
   */
  record Unix(Path path, int mode, @Nullable String owner, @Nullable String group)
      implements ListenAddress {

    private static final int MOST_MODE = 0777;

    /**
     * Checks the mode.
     *
     * @throws IllegalArgumentException if it is not one of permissions
     */
    public Unix {
      Objects.requireNonNull(path, "path");
      if (mode < 0 || mode > MOST_MODE) {
        throw new IllegalArgumentException("not a mode: " + Integer.toOctalString(mode));
      }
    }

    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * A socket that listens already, which the process was started with.
   *
   * @param descriptor its number
   */
  record Inherited(int descriptor) implements ListenAddress {

    @Override
    public String toString() {
      return "descriptor " + descriptor;
    }
  }
}
