package httpd.matrix;

import java.util.List;

/** What carries the streams of one part of the matrix. */
enum MatrixTransport {
  H1("h1", false, false, "--http1.1"),
  H1_TLS("h1+TLS", true, false, "--http1.1"),
  H2C("h2c", false, true, "--http2-prior-knowledge"),
  H2_TLS("h2+TLS", true, true, "--http2");

  private final String label;
  final boolean isTls;
  final boolean isHttp2;
  private final String curlOption;

  MatrixTransport(String label, boolean isTls, boolean isHttp2, String curlOption) {
    this.label = label;
    this.isTls = isTls;
    this.isHttp2 = isHttp2;
    this.curlOption = curlOption;
  }

  /** The beginning of a curl command that speaks it, to a server with a throw-away certificate. */
  List<String> curl() {
    return List.of("curl", "-sSN", "--insecure", curlOption);
  }

  @Override
  public String toString() {
    return label;
  }
}
