package httpd.http;

/** Text as it is written into a page. */
public final class HtmlText {

  private HtmlText() {}

  /**
   * Returns text for an element or an attribute. It stays text in a page whose other <code>${...}
   * </code> are filled in later.
   */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;")
        .replace("$", "&#36;");
  }
}
