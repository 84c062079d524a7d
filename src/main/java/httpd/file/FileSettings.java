package httpd.file;

/**
 * How files are served.
 *
 * @param fallback whether a page that does not exist is the directory's {@code index.html}, as an
 *     application in a browser that has its own routes needs it
 * @param times how long caches may use files without asking again
 */
public record FileSettings(boolean fallback, CacheTimes times) {

  public static final FileSettings DEFAULT = new FileSettings(false, CacheTimes.NONE);
}
