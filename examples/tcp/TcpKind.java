package tcp;

import httpd.route.LineTarget;
import httpd.route.Target;
import httpd.route.TargetException;
import httpd.route.TargetKind;
import java.util.regex.Pattern;

/** The kind {@code tcp:HOST:PORT}: lines that a TCP server sends, as many instruments do. */
public final class TcpKind implements TargetKind {

  private static final Pattern ADDRESS = Pattern.compile("(.+):([0-9]{1,5})");

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public String usage() {
    return "tcp:HOST:PORT";
  }

  @Override
  public String summary() {
    return "lines that a TCP server sends";
  }

  @Override
  public Target parse(String rest) throws TargetException {
    var address = ADDRESS.matcher(rest);
    if (!address.matches()) {
      throw TargetException.wrong(
          "tcp: needs a host and a port", "write tcp:HOST:PORT, as tcp:localhost:30003");
    }
    var host = address.group(1);
    int port = Integer.parseInt(address.group(2));
    if (port < 1 || port > 65535) {
      throw TargetException.wrong(
          "a port is a number from 1 to 65535", "write tcp:" + host + ":PORT");
    }
    return (LineTarget) () -> new TcpLines(host, port);
  }
}
