package org.vitrine.app.model;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The Java that a VM process runs on: the application's own, with no more on the module path than the engine and its
 * device models need. The shorter the path, the sooner the guest starts.
 *
 * @param launcher the {@code java} program
 * @param modulePath modules as files; empty if they are part of the run-time image
 * @param startup what makes it start sooner
 */
public record JavaRuntime(Path launcher, List<Path> modulePath, StartupFiles startup) {
    private static final List<String> ROOTS = List.of("org.vitrine.engine", "org.vitrine.display", "org.vitrine.usb");

    public JavaRuntime {
        modulePath = List.copyOf(modulePath);
    }

    /** Looks at the process that this runs in. */
    public static JavaRuntime ofThisProcess() {
        Configuration boot = ModuleLayer.boot().configuration();
        List<Path> modules = closure(boot.findModule(ROOTS.getFirst()).isPresent() ? boot : onClassPath(boot));
        return new JavaRuntime(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                modules,
                modules.isEmpty() ? StartupFiles.none() : StartupFiles.beside(modules.getFirst()));
    }

    /** The modules of a class path: an application that was started on one, as by an IDE, still starts VM processes. */
    private static Configuration onClassPath(Configuration boot) {
        Path[] modules = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .map(Path::of)
                .filter(entry -> Files.isRegularFile(entry) || Files.exists(entry.resolve("module-info.class")))
                .toArray(Path[]::new);
        return boot.resolve(ModuleFinder.of(modules), ModuleFinder.of(), ROOTS);
    }

    /** The files of the modules that the roots read, directly or not, except the JDK's and what only windows need. */
    private static List<Path> closure(Configuration configuration) {
        Map<String, ResolvedModule> seen = new LinkedHashMap<>();
        List<ResolvedModule> open = new ArrayList<>();
        ROOTS.forEach(root -> configuration.findModule(root).ifPresent(open::add));
        while (!open.isEmpty()) {
            ResolvedModule module = open.removeLast();
            if (!module.name().startsWith("javafx.") && seen.putIfAbsent(module.name(), module) == null) {
                open.addAll(module.reads());
            }
        }
        return seen.values().stream()
                .flatMap(module -> module.reference().location().stream())
                .filter(location -> location.getScheme().equals("file"))
                .map((URI location) -> Path.of(location))
                .sorted()
                .toList();
    }
}
