package httpd.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of a page, as its style or its script, read from a resource.
 *
 * @param text as it goes into the page
 */
public record PagePart(String text) {

  /** Joins the resources with these names beside {@code owner}. */
  public static PagePart of(Class<?> owner, String... names) {
    return new PagePart(
        Stream.of(names).map(name -> read(owner, name)).collect(Collectors.joining("\n")));
  }

  /** Returns the first lines of a page, down to its icon. */
  public static PagePart head() {
    return of(PagePart.class, "head.html");
  }

  /** Joins the colours and the font of all pages with the style of one. */
  public static PagePart style(Class<?> owner, String name) {
    return new PagePart(of(PagePart.class, "page.css").text() + of(owner, name).text());
  }

  /** Returns a page of which this is the frame, with the first lines of all pages. */
  public PagePart filled(PagePart style) {
    return new PagePart(text.replace("${head}", head().text()).replace("${style}", style.text()));
  }

  /** Returns a page with a script of which this is the frame. */
  public PagePart filled(PagePart style, PagePart script) {
    return new PagePart(filled(style).text.replace("${script}", script.text()));
  }

  /**
   * Returns the policy of a page with this style on lines of its own, and without a script.
   *
   * @param forms where its forms may be sent, as {@code form-action} writes it
   */
  public static String policy(PagePart style, String forms) {
    return String.join(
        "; ",
        "default-src 'none'",
        "style-src " + style.sourceOnOwnLines(),
        "img-src data:",
        "base-uri 'none'",
        "form-action " + forms,
        "frame-ancestors 'none'");
  }

  /**
   * Returns the policy of a page with this style and script on lines of their own: nothing but
   * these, requests only to its own server, and no markup from strings.
   */
  public static String policy(PagePart style, PagePart script) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src " + script.sourceOnOwnLines(),
        "style-src " + style.sourceOnOwnLines(),
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'");
  }

  /**
   * Returns the hash for {@code Content-Security-Policy} of an element that has a line feed before
   * this text: the browser hashes all that stands between the tags.
   */
  public String sourceOnOwnLines() {
    return new PagePart("\n" + text).source();
  }

  /** Returns its hash for {@code Content-Security-Policy}, which allows nothing else. */
  public String source() {
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256()) + "'";
  }

  /** Returns a tag that identifies the text. */
  public EntityTag tag() {
    return new EntityTag(HexFormat.of().formatHex(sha256(), 0, 16), false);
  }

  private byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String read(Class<?> owner, String name) {
    try (var stream = owner.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
