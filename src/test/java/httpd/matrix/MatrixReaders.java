package httpd.matrix;

import httpd.testing.Installed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client of each kind that reads the same path: the one in Java, and programs of others. */
final class MatrixReaders implements AutoCloseable {

  static final String JAVA = "Java";

  private final MatrixClient client;
  private final List<PeerClient> peers = new ArrayList<>();
  private final MatrixStream stream;

  /** Starts the programs, and waits for the head of the one in Java. */
  MatrixReaders(
      MatrixTransport transport, InetSocketAddress server, String path, MatrixCoding coding)
      throws Exception {
    client = MatrixClient.connect(transport, server);
    if (Installed.isOnThePath("curl")) {
      peers.add(PeerClient.curl(transport, server, path, coding));
    }
    if (!transport.isHttp2 && Installed.isOnThePath("python3")) {
      peers.add(PeerClient.python(transport, server, path, coding));
    }
    stream = client.open(path, coding);
  }

  /** How many clients there are. */
  int size() {
    return 1 + peers.size();
  }

  /** The first line of each. */
  List<String> readFirst() throws IOException {
    var lines = new ArrayList<String>();
    lines.add(stream.readLine());
    for (var peer : peers) {
      lines.add(peer.readLine());
    }
    return lines;
  }

  /** How each saw the end: {@link MatrixStream#CLEAN} as that, a cut in its own words. */
  Map<String, String> readEnds() throws Exception {
    var ends = new TreeMap<String, String>();
    ends.put(JAVA, stream.readEnd());
    for (var peer : peers) {
      ends.put(peer.name(), peer.readEnd());
    }
    return ends;
  }

  /** Fetches something over the connection of the one in Java; how that ended. */
  String fetchAgain(String path, MatrixCoding coding) throws IOException {
    return client.open(path, coding).readEnd();
  }

  @Override
  public void close() throws IOException {
    client.close();
    for (var peer : peers) {
      peer.close();
    }
  }
}
