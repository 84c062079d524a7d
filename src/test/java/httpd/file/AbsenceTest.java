package httpd.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.testing.FileNames;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC F-70 to F-72: a read error is not an absence. */
class AbsenceTest {

  @TempDir Path folder;

  private FileSystemException refusal(String name) throws Exception {
    Files.writeString(folder.resolve("file"), "text");
    if (!Files.isSymbolicLink(folder.resolve("loop"))) {
      Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    }
    return assertThrows(
        FileSystemException.class, () -> folder.resolve(name).toRealPath(), "no error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "missing/below", "file/below", "file/below/it"})
  @DisplayName("F-70 what is not there, or has a file above it, is absent")
  void absent(String name) throws Exception {
    assertTrue(Absence.isTold(refusal(name)));
  }

  @Test
  @DisplayName("F-70 a name that the system cannot have is absent")
  void tooLong() throws Exception {
    assertTrue(
        Absence.isTold(refusal(FileNames.isWritable("é") ? "é".repeat(128) : "e".repeat(256))));
    assertTrue(Absence.isTold(refusal("file/" + "x/".repeat(2500))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop", "loop/below"})
  @DisplayName("F-70 links that go round are not")
  void loop(String name) throws Exception {
    var refusal = refusal(name);
    assertFalse(Absence.isTold(refusal));
    assertTrue(Absence.isLoop(refusal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Input/output error", "Stale file handle", "Too many open files", ""})
  @DisplayName("F-70 nor are errors of the file system, and a lack of descriptors")
  void errors(String reason) {
    var file = folder.resolve("file").toString();
    assertFalse(Absence.isTold(new FileSystemException(file, null, reason)));
    assertFalse(Absence.isTold(new FileSystemException(null, null, reason)));
  }

  @Test
  @DisplayName("F-70 a folder and a file throw what they cannot read, and answer what is absent")
  void handlers() throws Exception {
    refusal("loop");
    var inFolder = new DirectoryHandler(folder);
    assertThrows(FileSystemException.class, () -> inFolder.handle(Request.get("/loop")));
    assertThrows(HttpException.class, () -> inFolder.handle(Request.get("/file/below")));
    var looped = new FileHandler(folder.resolve("loop"));
    assertThrows(FileSystemException.class, () -> looped.handle(Request.get("/")));
    var below = new FileHandler(folder.resolve("file/below"));
    assertThrows(HttpException.class, () -> below.handle(Request.get("/")));
  }

  @Test
  @DisplayName("F-71 a link that goes round is not listed, and the listing is complete")
  void listing() throws Exception {
    refusal("loop");
    var listing = Listing.of(ServedDirectory.at(folder), folder.toRealPath());
    assertTrue(listing.isComplete());
    assertEquals(1, listing.entries().size());
  }

  @Test
  @DisplayName("F-72 a response with a file tells which it was")
  void response() throws Exception {
    refusal("loop");
    var loop = assertThrows(FileSystemException.class, () -> Response.file(folder.resolve("loop")));
    assertFalse(loop instanceof NoSuchFileException, loop.toString());
    assertThrows(NoSuchFileException.class, () -> Response.file(folder));
    assertThrows(NoSuchFileException.class, () -> Response.file(folder.resolve("missing")));
  }
}
