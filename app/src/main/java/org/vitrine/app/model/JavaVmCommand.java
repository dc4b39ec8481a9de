package org.vitrine.app.model;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the engine's main class. */
record JavaVmCommand(JavaRuntime java) implements VmCommand {
    private static final String MAIN = "org.vitrine.engine/org.vitrine.engine.control.VmProcess";
    /** A small heap that is collected by its own thread: the engine allocates next to nothing while a guest runs. */
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms16m",
            "-Xmx128m",
            "-Xss512k",
            "-XX:-UsePerfData",
            // Without it JNA runs ldconfig first, to learn what the loader knows by itself.
            "-Djna.platform.library.path=/usr/lib",
            "--enable-native-access=com.sun.jna,com.github.luben.zstd_jni,org.vitrine.engine,org.vitrine.display");

    @Override
    public List<String> words(Path config, Path runtimeDirectory) {
        List<String> words = new ArrayList<>(List.of("setsid", java.launcher().toString()));
        words.addAll(JVM);
        words.addAll(java.startup().words());
        if (!java.modulePath().isEmpty()) {
            words.add("-p");
            words.add(java.modulePath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        }
        words.addAll(List.of("--add-modules", "org.vitrine.display,org.vitrine.usb", "-m", MAIN));
        words.add(config.toString());
        words.add(runtimeDirectory.toString());
        return List.copyOf(words);
    }
}
