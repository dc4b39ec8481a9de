package org.vitrine.engine.image.work;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that does the same work to one folder after the other, and is killed or runs out of space meanwhile. */
public final class KilledChild {
    private KilledChild() {}

    /** What is done to a folder. */
    @FunctionalInterface
    public interface Work {
        void perform(Path folder) throws Exception;
    }

    /** The process's part: prints a line when it begins, and what went wrong; arguments: the work's name, then folders. */
    public static void perform(Work work, String[] arguments) {
        System.out.println("begun");
        for (int i = 1; i < arguments.length; i++) {
            try {
                work.perform(Path.of(arguments[i]));
            } catch (Exception e) {
                System.out.println(e.getMessage());
            }
        }
        System.out.println("done");
    }

    /**
     * Starts it.
     *
     * @param before words in front of the command, such as a shell that limits it
     * @param main the class that is run, which calls {@link #perform}
     */
    public static Process start(List<String> before, Class<?> main, Enum<?> work, List<Path> folders)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                work.name()));
        folders.forEach(folder -> command.add(folder.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /**
     * Below how many milliseconds the next kill is drawn, since what the work takes changes with what else the host does: about a third of the kills are to
     * come too late.
     */
    public static int next(int milliseconds, boolean late) {
        return late ? Math.max(1, milliseconds * 4 / 5) : milliseconds * 11 / 10 + 1;
    }
}
