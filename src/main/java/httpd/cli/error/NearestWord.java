package httpd.cli.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word that somebody most likely meant. */
public final class NearestWord {

  private NearestWord() {}

  /** The candidate with the fewest edits, if they are few for the word's length. */
  public static Optional<String> to(String word, Collection<String> candidates) {
    int letters = word.startsWith("--") ? word.length() - 2 : word.length();
    int bound = Math.max(1, Math.min(3, letters / 3));
    return candidates.stream()
        .filter(candidate -> edits(word, candidate) <= bound)
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)));
  }

  /** Insertions, deletions, changes and swaps of neighbours from one word to the other. */
  private static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(int[][] cost, String from, String to, int i, int j) {
    char a = from.charAt(i - 1);
    char b = to.charAt(j - 1);
    int best =
        Math.min(
            cost[i - 1][j - 1] + (a == b ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped = i > 1 && j > 1 && a == to.charAt(j - 2) && from.charAt(i - 2) == b;
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
