package httpd.exec;

import java.time.Instant;

/**
 * A command that runs.
 *
 * @param process the number of its process, which is that of its process group
 * @param name as the command line has it
 * @param began when it was started
 */
public record RunningCommand(long process, String name, Instant began) {}
