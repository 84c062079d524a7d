package httpd.route;

/**
 * A kind of target: what {@code NAME:REST} means in a route of the command line, as in {@code
 * /log=tail:app.log}. The command line finds kinds by {@link java.util.ServiceLoader}: a jar of
 * {@code --class-path} adds one by a class with a public constructor without parameters, and the
 * name of that class in {@code META-INF/services/httpd.route.TargetKind}. {@code
 * docs/adding-a-source.md} shows it step by step.
 */
public interface TargetKind {

  /** The word before the colon: lower-case letters and digits, beginning with a letter. */
  String name();

  /** How to write a target of this kind, for {@code --help} and hints: {@code tail:FILE}. */
  String usage();

  /** What it serves, in a few words for {@code --help}. */
  String summary();

  /**
   * Reads the text after the colon. Opens nothing: the server may not start.
   *
   * @throws TargetException if the text is not valid for this kind
   */
  Target parse(String rest) throws TargetException;
}
