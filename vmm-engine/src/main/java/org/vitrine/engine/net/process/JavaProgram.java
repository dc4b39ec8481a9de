package org.vitrine.engine.net.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Another main class of this program, to be run by the same Java in a process of its own: with the same modules and files that let it start sooner, and little memory. */
public final class JavaProgram {
    /** Little of everything: a few threads that move bytes. A crash leaves nothing lying about. */
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=8m",
            "-Xms4m",
            "-Xmx24m",
            "-Xss256k",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            // What the JVM says goes to standard output else.
            "-Xlog:disable");

    private static final Set<String> WITH_VALUE = Set.of("-p", "--module-path", "--add-modules");
    private static final List<String> KEPT =
            List.of("--module-path=", "--add-modules=", "--enable-native-access=", "-XX:AOTCache=", "-Djna.");
    private static final String BOOT_LIBRARIES = "-Djna.boot.library.path=";

    private final Class<?> main;
    private final List<String> own;

    /** @param main has a {@code main} */
    public JavaProgram(Class<?> main) {
        this.main = main;
        this.own = main.getModule().isNamed() ? kept(ownWords()) : List.of();
    }

    private static List<String> ownWords() {
        return ProcessHandle.current().info().arguments().map(Arrays::asList).orElse(List.of());
    }

    /** Of Java's words, up to the main class, those that say where classes and libraries are. */
    private static List<String> kept(List<String> words) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i + 1 < words.size() && !words.get(i).equals("-m"); i++) {
            String word = words.get(i);
            if (WITH_VALUE.contains(word)) {
                kept.add(word);
                kept.add(words.get(++i));
            } else if (KEPT.stream().anyMatch(word::startsWith)) {
                kept.add(word);
            }
        }
        return kept;
    }

    /** The command. @param directory in which JNA may unpack its library, if it is not there already */
    public List<String> command(Path directory, List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(JVM);
        words.add("-Djna.tmpdir=" + directory);
        words.addAll(own);
        if (main.getModule().isNamed()) {
            words.addAll(List.of("-m", main.getModule().getName() + "/" + main.getName()));
        } else {
            words.addAll(List.of("-Djna.platform.library.path=/usr/lib", "--enable-native-access=ALL-UNNAMED", "-cp"));
            words.add(System.getProperty("java.class.path"));
            words.add(main.getName());
        }
        words.addAll(arguments);
        return List.copyOf(words);
    }

    /** The files and directories that it has to read, beside the system's. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        files.add(Path.of(System.getProperty("java.home")));
        for (int i = 0; i < own.size(); i++) {
            String word = own.get(i);
            if (word.equals("-p") || word.equals("--module-path")) {
                addPaths(files, own.get(i + 1));
            } else if (word.startsWith("--module-path=")
                    || word.startsWith("-XX:AOTCache=")
                    || word.startsWith(BOOT_LIBRARIES)) {
                addPaths(files, word.substring(word.indexOf('=') + 1));
            }
        }
        if (!main.getModule().isNamed()) {
            addPaths(files, System.getProperty("java.class.path"));
        }
        return List.copyOf(files);
    }

    private static void addPaths(List<Path> files, String list) {
        Stream.of(list.split(File.pathSeparator))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .forEach(files::add);
    }
}
