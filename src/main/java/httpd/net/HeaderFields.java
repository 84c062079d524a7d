package httpd.net;

import httpd.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;

/** Header fields between the vocabulary's type and Netty's. */
public final class HeaderFields {

  private HeaderFields() {}

  /** Returns Netty's fields as ours; throws an IllegalArgumentException if one is malformed. */
  public static Headers of(HttpHeaders headers) {
    var fields = new ArrayList<Headers.Field>(headers.size());
    headers
        .iteratorAsString()
        .forEachRemaining(field -> fields.add(new Headers.Field(field.getKey(), field.getValue())));
    return Headers.of(fields);
  }

  public static void add(Headers fields, HttpHeaders headers) {
    fields.forEach(field -> headers.add(field.name(), field.value()));
  }
}
