package httpd.testing;

import httpd.line.Lead;

/** A lead that stands at a place and has given nothing. */
public record LeadAt(Object place) implements Lead {

  @Override
  public long gaveAt() {
    return 0;
  }
}
