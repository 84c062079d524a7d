package httpd.command;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Installs the Debian packages, uses, replaces and purges them, once for all tests. */
final class DebianPackageLife {

  /** Prints a section for each thing that a test wants to know. */
  private static final String SCRIPT =
      """
      command -v dpkg >/dev/null || { echo '== no dpkg'; exit; }
      section() {
        printf '\\n== %s\\n' "$1"
      }
      unit=/usr/lib/systemd/system/httpd-java.service
      site=/etc/httpd-java/site.httpd

      section install
      dpkg -i /tmp/packages/WITH_RUNTIME
      section user
      getent passwd httpd-java
      section enabled
      find /etc/systemd/system -name 'httpd-java*'
      section running
      pgrep -u httpd-java || true
      section conffiles
      dpkg-query -W -f '${Conffiles}' httpd-java | grep . | sort

      section unit
      if command -v systemd-analyze >/dev/null; then
        systemd-analyze verify "$unit" 2>&1 && echo accepted
      else
        echo missing
      fi
      section exposure
      if command -v systemd-analyze >/dev/null; then
        systemd-analyze security --offline=yes --threshold=25 "$unit" >/tmp/security 2>&1 &&
          echo hardened || cat /tmp/security
      fi
      section man
      if command -v man >/dev/null; then
        man httpd | cat
      else
        echo missing
      fi

      section service
      sed -i 's/^8080$/0/' "$site"
      mkfifo /tmp/stderr
      cd /
      setpriv --reuid=httpd-java --regid=httpd-java --clear-groups \\
        env HTTPD_AOT=use httpd "@$site" >/dev/null 2>/tmp/stderr &
      program=$!
      exec 3</tmp/stderr
      url=
      while [ -z "$url" ] && read -r line <&3; do
        case $line in
          *listening\\ on*) url=${line#*127.0.0.1:} ;;
          *) echo "$line" ;;
        esac
      done
      bash -c 'exec 4<>"/dev/tcp/127.0.0.1/$1"
        printf "GET / HTTP/1.0\\\\r\\\\n\\\\r\\\\n" >&4
        cat <&4' bash "${url%/}"
      section caches
      sed -n 's|.* /usr/lib/httpd-java/aot/[0-9a-f]*-\\([a-z]*\\)\\.aot$|\\1|p' "/proc/$program/maps" |
        sort -u
      kill "$program"
      wait "$program"

      section replace
      dpkg -i --force-depends /tmp/packages/PORTABLE 2>&1
      section replaced
      [ -e /usr/lib/httpd-java/runtime ] || echo no runtime
      section kept
      grep -x 0 "$site"

      section purge
      dpkg -P httpd-java
      section purged
      getent passwd httpd-java || echo no user
      """;

  /** What dpkg, man and useradd write about any package and user. */
  private static final Pattern OF_THE_TOOLS =
      Pattern.compile(
          "/(var/(lib/dpkg|log|cache/(man|ldconfig|debconf))|tmp|run|root)/.*"
              + "|/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?|/etc/\\.pwd\\.lock");

  private static Map<String, String> sections = Map.of();
  private static List<String> left = List.of();

  private DebianPackageLife() {}

  /** What the sections printed. */
  static synchronized Map<String, String> of(Packages packages) throws Exception {
    if (sections.isEmpty()) {
      var directory = Files.createDirectories(packages.directory().resolveSibling("life"));
      var root = new OverlayRoot(directory, packages.directory());
      var script =
          SCRIPT
              .replace("WITH_RUNTIME", packages.debWithRuntime().getFileName().toString())
              .replace("PORTABLE", packages.portableDeb().getFileName().toString());
      var printed = root.run(script);
      left = root.changes().stream().filter(file -> !OF_THE_TOOLS.matcher(file).matches()).toList();
      sections = cut(printed);
    }
    assumeFalse(sections.containsKey("no dpkg"), "dpkg is not installed: no package is installed");
    return sections;
  }

  /** Files that are there after a purge, or removed. */
  static synchronized List<String> left() {
    return left;
  }

  private static Map<String, String> cut(String printed) {
    var cut = new TreeMap<String, String>();
    for (var section : printed.split("(?m)^== ")) {
      var end = section.indexOf('\n');
      if (end >= 0) {
        cut.put(section.substring(0, end), section.substring(end + 1).strip());
      }
    }
    return cut;
  }
}
