/**
 * Runs of lazy bodies that outlive their readers: what a source gives is recorded as it is
 * delivered, and read again from any place. Uses {@code topic} for the logs and {@code live} to
 * present them. Begin with {@link httpd.recording.RecordingHandler}, or with {@link
 * httpd.recording.Recording} for the states of a run.
 */
@NullMarked
package httpd.recording;

import org.jspecify.annotations.NullMarked;
