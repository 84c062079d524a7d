package httpd.net;

import httpd.exec.posix.DirectoryLock;
import httpd.exec.posix.ThisProcess;
import httpd.net.ListenException.Reason;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A unix-domain socket that listens. It is bound before a channel carries it: a channel that has
 * bound it would remove whatever is at its path when it is closed.
 */
public final class UnixListener {

  private static final int BACKLOG = 4096;
  private static final int ATTEMPTS = 5;

  private final ServerChannel channel;
  private final @Nullable ServerSocketChannel javaChannel;
  private final UnixSocketFile file;

  private UnixListener(
      ServerChannel channel, @Nullable ServerSocketChannel javaChannel, UnixSocketFile file) {
    this.channel = channel;
    this.javaChannel = javaChannel;
    this.file = file;
  }

  /**
   * Listens at a path, with no moment in which others may connect.
   *
   * @param mode the permissions of the socket, as {@code 0660}
   * @throws ListenException if the path is in use, or cannot be used
   */
  public static UnixListener open(
      Transport transport, Path path, int mode, @Nullable String owner, @Nullable String group)
      throws IOException {
    try {
      var listener = bound(transport, path, mode);
      try {
        listener.file.give(owner, group);
        return listener;
      } catch (IOException e) {
        listener.close();
        throw e;
      }
    } catch (ListenException known) {
      throw known;
    } catch (IOException e) {
      throw ListenException.of(e);
    }
  }

  private static UnixListener bound(Transport transport, Path path, int mode) throws IOException {
    var directory = path.toAbsolutePath().getParent();
    if (directory == null) {
      throw new ListenException(Reason.NOT_A_SOCKET, "there is a directory");
    }
    if (!Files.isDirectory(directory)) {
      throw new ListenException(Reason.NO_DIRECTORY, "there is no directory " + directory);
    }
    try (var _ = DirectoryLock.of(directory)) {
      return boundAlone(transport, path, mode);
    }
  }

  private static UnixListener boundAlone(Transport transport, Path path, int mode)
      throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      UnixSocketFile.makeRoom(path);
      var listener = transport.isEpoll() ? overEpoll(path, mode) : overNio(path, mode);
      if (listener.file.isInPlace()) {
        return listener;
      }
      listener.close(); // Another server that starts has taken it for a socket that is left.
    }
    throw new ListenException(Reason.IN_USE, "another server starts there");
  }

  private static UnixListener overEpoll(Path path, int mode) throws IOException {
    var socket = Socket.newSocketDomain();
    try {
      ThisProcess.withMode(mode, () -> socket.bind(new DomainSocketAddress(path.toFile())));
      var file = UnixSocketFile.bound(path);
      socket.listen(BACKLOG);
      var channel = new EpollServerDomainSocketChannel(socket.intValue(), true);
      return new UnixListener(channel, null, file);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static UnixListener overNio(Path path, int mode) throws IOException {
    var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      ThisProcess.withMode(mode, () -> socket.bind(UnixDomainSocketAddress.of(path), BACKLOG));
      var file = UnixSocketFile.bound(path);
      return new UnixListener(new NioServerDomainSocketChannel(socket), socket, file);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Returns the channel, which is to be registered, and not to be bound. */
  public ServerChannel channel() {
    return channel;
  }

  /** Removes the file, if it is still this socket's. To be called before the channel is closed. */
  public void close() {
    file.remove();
    try {
      if (javaChannel != null) {
        javaChannel.close(); // Its channel does not know the path then, and removes nothing.
      }
    } catch (IOException closedAnyway) {
      // Nothing was written to it.
    }
    closeUnregistered(channel);
  }

  private static void closeUnregistered(Channel channel) {
    if (!channel.isRegistered()) {
      channel.unsafe().closeForcibly();
    }
  }
}
