package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import httpd.cli.error.ExitCode;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new user types, and what the command says to it. */
class FrontDoorTest extends CommandTest {

  @ParameterizedTest(name = "C-58 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "~/*.log | /  tail:~/*.log",
        "~/log-%Y-%m-%d.txt | /  tail:~/log-%Y-%m-%d.txt",
        "/x=~/app.{log,txt} | /x  tail:~/app.{log,txt}",
        "sse+~/*.log | /  sse+tail:~/*.log",
      })
  void aBarePatternIsFollowed(String argument, String table) {
    assertEquals(ExitCode.STOPPED, run("--check", inFolder(argument)), err());
    assertEquals("GET,HEAD  " + inFolder(table) + "\n", out());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "C-58 | x=~/*.log        | x=~/*.log: no such file | a route begins with a slash:"
            + " /x=~/*.log",
        "C-59 | /{f}=tail:~/{f}  | /{f}=tail:~/{f}: {f} is not replaced in tail:~/{f} |"
            + " dir:DIRECTORY serves all files below; a handler file has request.param(\"f\")",
        "C-59 | /{f}=~/{f}       | /{f}=~/{f}: {f} is not replaced in ~/{f} | dir:DIRECTORY serves"
            + " all files below; a handler file has request.param(\"f\")",
        "C-59 | /{f}=http://u/{f} | /{f}=http://u/{f}: {f} is not replaced in http://u/{f} |"
            + " /x/=http://HOST/y/ passes all below /x/ on; a handler file can choose a URL",
        "C-61 | /a/../b=text:x   | /a/../b=text:x: clients resolve . and .. before they ask | write"
            + " the path without them",
        "C-61 | /%2E%2e/b=text:x | /%2E%2e/b=text:x: clients resolve . and .. before they ask |"
            + " write the path without them",
        "C-61 | /a/.=text:x      | /a/.=text:x: clients resolve . and .. before they ask | write"
            + " the path without them",
        "C-62 | GTE:/x=text:x    | GTE:/x=text:x: no such method GTE | did you mean GET:?",
        "C-62 | GET,PSOT:/x=text:x | GET,PSOT:/x=text:x: no such method PSOT | did you mean POST:?",
        "C-62 | CONNECT:/x=text:x | CONNECT:/x=text:x: a CONNECT request has no path | httpd is no"
            + " forward proxy",
        "C-62 | Get,Post:/x=text:x | Get,Post:/x=text:x: no such kind \"Get,Post:\" | methods are"
            + " capitals: GET,POST:/x=text:x",
        "C-62 | GET:x=text:y     | GET:x=text:y: no such kind \"GET:\" | write GET:/x=text:y",
        "C-64 | hub              | hub: no such file | write hub:",
        "C-64 | /chat=hub        | /chat=hub: hub: no such file | write /chat=hub:",
        "C-64 | sse+stdin        | sse+stdin: stdin: no such file | write sse+stdin:",
        "C-64 | ~/nothere.log    | ~/nothere.log: no such file | tail:~/nothere.log waits for it;"
            + " text:STRING serves a string",
        "C-64 | ~/nothere/       | ~/nothere/: no such file | the directory must exist at the"
            + " start: mkdir ~/nothere/",
        "C-64 | ~/No.java        | ~/No.java: no such file | it must exist at the start;"
            + " text:STRING serves a string",
        "C-64 | 8080             | 8080: no such file | --port 8080 is the port to listen on",
        "C-64 | localhost:9000   | localhost:9000: no such kind \"localhost:\" | another server is"
            + " http://localhost:9000",
        "C-64 | /x=127.0.0.1:90/y | /x=127.0.0.1:90/y: 127.0.0.1:90/y: no such file | another"
            + " server is /x=http://127.0.0.1:90/y",
        "C-64 | ws://u/x         | ws://u/x: no such kind \"ws:\" | a WebSocket passes through"
            + " http://u/x",
        "C-74 | tail:~/l\uFFFDg  | tail:~/l\uFFFDg: ~/l\uFFFDg: no such file | a file can be served"
            + " if its name is UTF-8: rename it",
        "C-74 | /x=file:~/l\uFFFDg | /x=file:~/l\uFFFDg: ~/l\uFFFDg: no such file | a file can be"
            + " served if its name is UTF-8: rename it",
        "C-75 | @~/sub           | @~/sub: ~/sub is a directory | @FILE reads arguments from FILE,"
            + " one per line; ./@~/sub is a file of that name",
        "C-64 | sleep            | sleep: no such file | a command is 'exec:sleep'",
        "C-64 | https://         | https://: the URL names no host | write"
            + " /x=http://HOST:PORT/PATH",
        "C-65 | tail:~/app.log?last=100 | tail:~/app.log?last=100: ~/app.log?last=100: no such file"
            + " | -n 100 begins with the last 100 lines; or the client asks for ?last=100",
        "C-65 | ~/app.log?as=sse | ~/app.log?as=sse: no such file | a query is the client's: curl"
            + " 'localhost:8080/?as=sse'",
        "C-66 | --cors text:x    | unknown option --cors | --allow-origin ORIGIN lets the pages of"
            + " an origin act here",
        "C-66 | -d ~/sub         | unknown option -d | write the directory itself, as httpd public,"
            + " or /x=dir:public",
        "C-66 | --prxy text:x    | unknown option --prxy | httpd --help names every option; after"
            + " -- all is WHAT",
        "C-68 | exec:vmstat 1    | exec:vmstat and 1: a command is one argument | put it in quotes:"
            + " 'exec:vmstat 1'",
        "C-68 | /a=exec:ls -l    | unknown option -l | the shell takes a command as one argument in"
            + " quotes: '/a=exec:ls -l ...'",
        "C-68 | -v exec:date     | unknown option -v | requests are logged to standard output, as"
            + " --log text, json, combined or off says",
        "C-64 | serve ~/sub      | serve: no such file | there are no subcommands: httpd public"
            + " serves the directory public",
        "C-69 | --bind * text:x  | --bind *: no such address | --bind 0.0.0.0 opens every IPv4"
            + " address, --bind :: those of IPv6 too",
        "C-69 | --bind http://[::1]:80/ text:x | --bind http://[::1]:80/: it is not an address |"
            + " write an address, as 127.0.0.1, 0.0.0.0:8081 or [::1]:8081, or"
            + " unix:/run/httpd.sock",
        "N-26 | --bind :80 text:x | --bind :80: the address is missing | 0.0.0.0:80 is every IPv4"
            + " address",
        "N-26 | --bind a:99999 text:x | --bind a:99999: the port is a number from 0 to 65535 |"
            + " write an address, as 127.0.0.1, 0.0.0.0:8081 or [::1]:8081, or"
            + " unix:/run/httpd.sock",
        "N-26 | --bind unix: text:x | --bind unix:: it names no path | write"
            + " unix:PATH,mode=0660,owner=NAME,group=NAME; all but unix:PATH may be left out",
        "N-26 | --bind unix:/x,mode=9 text:x | --bind unix:/x,mode=9: the mode is of three octal"
            + " digits, as 660 or 0660 | 0600 is for this user alone, 0660 for its group too, 0666"
            + " for all",
        "N-26 | --bind unix:/x,mod=1 text:x | --bind unix:/x,mod=1: unknown: mod=1 | write"
            + " unix:PATH,mode=0660,owner=NAME,group=NAME; all but unix:PATH may be left out",
        "N-26 | --bind unix:/x,owner=nosuch text:x | --bind unix:/x,owner=nosuch: there is no user"
            + " \"nosuch\" | `getent passwd` has the names",
        "N-26 | --bind unix:/x,group= text:x | --bind unix:/x,group=: there is no group \"\" |"
            + " `getent group` has the names",
        "N-26 | --bind unix:~/s --bind unix:~/./s text:x | --bind unix:~/./s: this path is given"
            + " twice | one socket takes all connections; leave one of the two out",
        "N-26 | --bind unix:~/none/s text:x | --bind unix:~/none/s: there is no directory ~/none |"
            + " make it first; systemd makes one in /run with RuntimeDirectory=",
        "N-26 | --bind unix:~/sub text:x | --bind unix:~/sub: there is a directory | name a path"
            + " that is free; httpd removes only sockets",
        "N-26 | --bind unix:~/app.log text:x | --bind unix:~/app.log: there is a file that is not a"
            + " socket | name a path that is free; httpd removes only sockets",
        "C-66 | --ssl text:x     | unknown option --ssl | --tls CERT.pem,KEY.pem speaks https,"
            + " --tls self with a throw-away certificate",
        "C-66 | --http2 text:x   | unknown option --http2 | HTTP/2 needs no option: a client with"
            + " --tls gets it, and one that begins with it",
        "C-66 | --htpasswd text:x | unknown option --htpasswd | --auth FILE takes users of a file,"
            + " and httpd --hash NAME prints a line for it",
        "C-20.2 | --compress no text:x | --compress no: it is one of on, off | did you mean off?",
        "N-27 | --tls self --http-port 0 --bind unix:/x text:x | --http-port 0: there is no address"
            + " to listen on at that port | it is opened on the addresses of --bind: add one, as"
            + " --bind 0.0.0.0",
        "N-85 | --user nosuch text:x | --user nosuch: there is no user \"nosuch\" | `getent passwd`"
            + " has the names",
        "N-85 | --user root text:x | --user root: root keeps all of its rights | name a user"
            + " without rights, as --user nobody",
        "N-26 | --proxy-protocol 10.0.0.0/99 text:x | --proxy-protocol 10.0.0.0/99:"
            + " \"10.0.0.0/99\" is not a network; write an address and its bits, as 10.0.0.0/8 or"
            + " ::1 | 127.0.0.1,::1 is this machine, unix its sockets",
      })
  @DisplayName(
      "C-20.2, C-59, C-61 to C-62, C-64 to C-66, C-68 to C-69, C-74 to C-75, N-26 to N-27, N-85 the"
          + " hint is what to write")
  void hints(String rule, String line, String what, String hint) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(inFolder(line).split(" ")), rule);
    assertEquals("httpd: %s\n  hint: %s\n".formatted(inFolder(what), inFolder(hint)), err());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "C-60 | /{f}=exec:cat {f} | {f} is not replaced; the command has it as \"$PARAM_f\"",
        "C-60 | /{f}=text:to {f} | {f} is not replaced; a handler file has request.param(\"f\")",
        "C-67 | /api/*=text:x | * is taken as it is; a path ending in / takes all below it, {name}"
            + " takes one segment",
        "C-67 | /:id/x=text:x | :id is taken as it is; a path ending in / takes all below it,"
            + " {name} takes one segment",
      })
  @DisplayName("C-60, C-67 what is taken as it is gives a warning")
  void warnings(String rule, String argument, String warning) {
    assertEquals(ExitCode.STOPPED, run("--check", argument), rule);
    assertEquals("httpd: warning: " + argument + ": " + warning + "\n", err());
  }

  @ParameterizedTest(name = "C-73 {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tail:~/a.log | the shell has not replaced ~; write $HOME/a.log",
        "/x=~/none    | the shell has not replaced ~; write $HOME/none",
        "dir:$HOME/x  | no shell has replaced $HOME; write its value",
        "'exec:date'  | an @FILE is not for a shell: write it without the quotes",
      })
  void whatNoShellHasReplaced(String argument, String hint) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(argument));
    assertTrue(err().endsWith("\n  hint: " + hint + "\n"), err());
  }

  @Test
  @DisplayName("C-70 a bare word that is a document is followed as it was, with a warning")
  void document() throws Exception {
    var page = Files.createFile(folder.resolve("index.html"));
    assertEquals(ExitCode.STOPPED, run("--check", "/x=" + page));
    assertEquals(
        inFolder(
            "httpd: warning: /x=~/index.html: only lines that are added to ~/index.html are sent;"
                + " file:~/index.html serves it as it is\n"),
        err());
    run("--check", "/x=file:" + page, "/y=tail:" + page);
    assertEquals(1, err().lines().count(), err());
  }

  @Test
  @DisplayName(
      "C-71 an option and its value in one line of an @FILE is answered with what to write")
  void optionInAFile() throws Exception {
    var site = Files.writeString(folder.resolve("site"), "--port 0\n/x=text:y\n");
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("@" + site));
    assertEquals(
        "httpd: unknown option --port 0\n"
            + "  hint: write --port=0, or the value on a line of its own\n",
        err());
  }

  @Test
  @DisplayName("C-60 what is no name of the path, and braces of a shell, are no mistakes")
  void noWarning() {
    assertEquals(ExitCode.STOPPED, run("--check", "/{f}=exec:awk '{print}'", "/g=text:{f}"));
    assertEquals("", err());
  }

  @ParameterizedTest
  @CsvSource({
    "locked.log",
    "tail:locked.log",
    "Locked.java",
    "locked",
    "tail:locked/*.log",
    "@locked.log"
  })
  @DisplayName("C-63 what this user cannot read is refused, exit code 1")
  void unreadable(String what) throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root can read everything");
    var nothing = PosixFilePermissions.fromString("---------");
    for (var name : new String[] {"locked.log", "Locked.java"}) {
      Files.setPosixFilePermissions(Files.createFile(folder.resolve(name)), nothing);
    }
    var locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, nothing);
    var given = "~/" + what;
    for (var prefix : new String[] {"tail:", "@"}) {
      given = what.startsWith(prefix) ? prefix + "~/" + what.substring(prefix.length()) : given;
    }
    assertEquals(ExitCode.FAILED, run(inFolder(given)));
    assertTrue(err().contains(": permission to read it is denied\n  hint: `namei -l "), err());
  }

  @Test
  @DisplayName("C-63 a link to nothing is named as such, except for tail:, which waits")
  void dangling() throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("file:" + link));
    assertTrue(err().contains("it is a link, and its target is not there\n"), err());
    assertEquals(ExitCode.STOPPED, run("--check", "tail:" + link));
  }
}
