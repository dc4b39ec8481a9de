package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vitrine.engine.qmp.QmpClient;

/** Where virtual machines run: this host, or a lab PC. Every file of this host is there at its own path. */
public interface Place extends AutoCloseable {
    /** Starts a program there. */
    Job start(List<String> command) throws IOException;

    /** Connects to a control socket there; waits until the program that makes it has made it. */
    QmpClient connect(String socket, Job program) throws IOException, InterruptedException;

    /** Whether it does what it is told. */
    boolean answers() throws InterruptedException;

    /** What it is busy with, for who finds out why nothing goes on. */
    default String look() throws IOException, InterruptedException {
        return "";
    }

    /** A directory here that programs there write to. */
    Path results();

    /** What a file in {@link #results} is called there. */
    String there(Path file);

    /** A short directory there for sockets, of the user's own. */
    String sockets();

    @Override
    void close();

    /** A program that was started. */
    interface Job {
        /** Waits for the end and gives the exit status. */
        int await(java.time.Duration atMost) throws IOException, InterruptedException;

        boolean isRunning();

        /** What it has written so far to its standard output and error. */
        String said() throws IOException;

        /** Types into its standard input. */
        void type(String text) throws IOException;

        /** Asks it to end, as kill(1) does; it need not have ended on return. */
        void terminate() throws IOException;

        /** Kills it, which it cannot prepare for; it need not have ended on return. */
        void kill() throws IOException;
    }
}
