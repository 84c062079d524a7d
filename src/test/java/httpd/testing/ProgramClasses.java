package httpd.testing;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** The classes of the program for ArchUnit, which takes seconds to read them. */
public final class ProgramClasses {

  public static final Path FOLDER = Path.of("target/classes");

  public static final JavaClasses ALL = new ClassFileImporter().importPath(FOLDER);

  private ProgramClasses() {}
}
