package httpd.testing;

/** What names of files this JVM can write, which its locale decides. */
public final class FileNames {

  private FileNames() {}

  /** False for a name beyond ASCII where the JVM cannot write it, as in the C locale. */
  public static boolean isWritable(String name) {
    return name.chars().allMatch(c -> c < 0x80)
        || "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
  }
}
