package httpd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketFileTest {

  @TempDir Path directory;

  private UnixSocketFile bound(Path path) throws IOException {
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path));
      return UnixSocketFile.bound(path);
    }
  }

  @Test
  @DisplayName("N-20 the file is given to the owner and the group that were asked for")
  void given() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/etc/passwd")), "only root gives files away");
    var path = directory.resolve("s");
    var group = Files.getAttribute(Path.of("/etc/passwd"), "posix:group").toString();
    bound(path).give("nobody", group);
    assertEquals("nobody", Files.getOwner(path).getName());
    assertEquals(group, Files.getAttribute(path, "posix:group").toString());
  }

  @Test
  @DisplayName("N-20.2 a file or a link that has taken the place of the socket is not given away")
  void replaced() throws Exception {
    var path = directory.resolve("s");
    var file = bound(path);
    var precious = Files.writeString(directory.resolve("precious"), "of root");
    var owner = Files.getOwner(precious);
    Files.delete(path);
    Files.createLink(path, precious);
    assertThrows(ListenException.class, () -> file.give("nobody", null));
    Files.delete(path);
    Files.createSymbolicLink(path, precious);
    assertThrows(ListenException.class, () -> file.give("nobody", null));
    assertEquals(owner, Files.getOwner(precious));
  }
}
